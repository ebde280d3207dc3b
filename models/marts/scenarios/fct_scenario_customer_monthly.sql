-- Grain: scenario_id x customer x period_month of the base period (replay). Amounts: reporting currency; revenue
-- without write-offs, cost = COGS before cloud credits. Special members are rows, so a scenario sums to the company.
-- newly_unprofitable: has revenue, earned its cost in the baseline and does not in the scenario.

with scenario_customer_tiers as (

    select * from {{ ref('int_scenario_customer_tiers') }}

),

completeness as (

    select * from {{ ref('int_completeness') }}

),

sums as (

    select
        scenario_id,
        customer_key,
        period_month,
        cast(sum(baseline_revenue) as {{ type_money() }}) as baseline_revenue,
        cast(sum(baseline_cost) as {{ type_money() }}) as baseline_cost,
        cast(sum(scenario_revenue) as {{ type_money() }}) as scenario_revenue,
        cast(sum(scenario_cost) as {{ type_money() }}) as scenario_cost
    from scenario_customer_tiers
    group by scenario_id, customer_key, period_month

)

select
    sums.scenario_id,
    sums.customer_key,
    sums.period_month,
    {{ scenario_columns() }},
    case
        when has_revenue and has_cost then
            customer_key not like '(%' and scenario_revenue > 0
            and baseline_revenue >= baseline_cost and scenario_revenue < scenario_cost
    end as newly_unprofitable,
    '{{ var("reporting_currency") }}' as currency_code
from sums
left join completeness on sums.period_month = completeness.covered_month
