-- Grain: one ledger-ready entry of any corridor: revenue, AI cost, infrastructure, other cost.
-- source_amount: currency of the source, positive in the natural direction of its side.

select * from {{ ref('int_revenue_entries') }}
union all
select * from {{ ref('int_ai_cost_entries') }}
union all
select * from {{ ref('int_infra_cost_entries') }}
union all
select * from {{ ref('int_other_cost_entries') }}
