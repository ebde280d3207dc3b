-- Fails where a scenario leaves out a customer with money in its base month: the sums would be of another company.

with expected as (

    select
        scenario_states.scenario_id,
        margins.period_month,
        sum(margins.revenue) as revenue,
        sum(margins.cost) as cost
    from {{ ref('int_scenario_states') }} as scenario_states
    cross join {{ ref('fct_customer_margin_monthly') }} as margins
    where scenario_states.not_computed_because is null
        and margins.period_month >= scenario_states.base_start_month
        and margins.period_month <= scenario_states.base_end_month
    group by scenario_states.scenario_id, margins.period_month

),

summaries as (

    select scenario_id, period_month, baseline_revenue, baseline_cost
    from {{ ref('rpt_scenario_summary') }}

)

select expected.scenario_id, expected.period_month, expected.revenue, summaries.baseline_revenue
from expected
left join summaries
    on expected.scenario_id = summaries.scenario_id
    and expected.period_month = summaries.period_month
where coalesce(expected.revenue, 0) <> coalesce(summaries.baseline_revenue, 0)
    or coalesce(expected.cost, 0) <> coalesce(summaries.baseline_cost, 0)
