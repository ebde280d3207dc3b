-- Grain: scenario_id x tier x period_month of the base period (replay), by the tier of each day. Amounts: reporting
-- currency; revenue without write-offs, cost = COGS before cloud credits. Special members are rows.
-- newly_unprofitable: customers of the tier that earned their cost in the baseline and do not in the scenario.

with scenario_customer_tiers as (

    select * from {{ ref('int_scenario_customer_tiers') }}

),

completeness as (

    select * from {{ ref('int_completeness') }}

),

sums as (

    select
        scenario_id,
        tier_key,
        period_month,
        cast(sum(baseline_revenue) as {{ type_money() }}) as baseline_revenue,
        cast(sum(baseline_cost) as {{ type_money() }}) as baseline_cost,
        cast(sum(scenario_revenue) as {{ type_money() }}) as scenario_revenue,
        cast(sum(scenario_cost) as {{ type_money() }}) as scenario_cost,
        cast(sum(case
            when customer_key not like '(%' and scenario_revenue > 0
                and baseline_revenue >= baseline_cost and scenario_revenue < scenario_cost then 1
            else 0
        end) as {{ type_count() }}) as newly_unprofitable_customers
    from scenario_customer_tiers
    group by scenario_id, tier_key, period_month

)

select
    sums.scenario_id,
    sums.tier_key,
    sums.period_month,
    {{ scenario_columns() }},
    case when has_revenue and has_cost then newly_unprofitable_customers end as newly_unprofitable,
    '{{ var("reporting_currency") }}' as currency_code
from sums
left join completeness on sums.period_month = completeness.covered_month
