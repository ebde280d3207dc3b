-- Grain: one ledger-ready entry of any corridor: revenue, AI cost, infrastructure, other cost.
-- source_amount: currency of the source, positive in the natural direction of its side. Days after the one that the
-- figures are seen from are left out: a month-long charge of the open month has only run until then.

with as_of as (

    select * from {{ ref('int_as_of') }}

),

entries as (

    select * from {{ ref('int_revenue_entries') }}
    union all
    select * from {{ ref('int_ai_cost_entries') }}
    union all
    select * from {{ ref('int_infra_cost_entries') }}
    union all
    select * from {{ ref('int_other_cost_entries') }}

)

select entries.*
from entries
cross join as_of
where entries.service_date <= as_of.as_of_date
