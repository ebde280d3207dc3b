-- Fails where a scenario without levers differs from what happened, or where any scenario's baseline is not the
-- month of the customer margin mart, to the last unit.

with actuals as (

    select customer_key, period_month, revenue, cost
    from {{ ref('fct_customer_margin_monthly') }}

),

scenarios as (

    select
        scenario_months.*,
        scenario_states.levers
    from {{ ref('fct_scenario_customer_monthly') }} as scenario_months
    left join {{ ref('int_scenario_states') }} as scenario_states
        on scenario_months.scenario_id = scenario_states.scenario_id

)

select
    scenarios.scenario_id,
    scenarios.customer_key,
    scenarios.period_month,
    scenarios.baseline_revenue,
    actuals.revenue,
    scenarios.baseline_cost,
    actuals.cost
from scenarios
left join actuals
    on scenarios.customer_key = actuals.customer_key
    and scenarios.period_month = actuals.period_month
where coalesce(scenarios.baseline_revenue, 0) <> coalesce(actuals.revenue, 0)
    or coalesce(scenarios.baseline_cost, 0) <> coalesce(actuals.cost, 0)
    or (scenarios.levers = 0 and coalesce(scenarios.scenario_revenue, 0) <> coalesce(actuals.revenue, 0))
    or (scenarios.levers = 0 and coalesce(scenarios.scenario_cost, 0) <> coalesce(actuals.cost, 0))
