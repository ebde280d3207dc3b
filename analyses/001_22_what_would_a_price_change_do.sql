-- 001-22, 000-23: what would a pricing change do before it ships? Every scenario of the seeds.
select
    scenario_name,
    not_computed_because,
    revenue_delta,
    cost_delta,
    margin_delta,
    baseline_margin_ratio,
    scenario_margin_ratio,
    break_even_churn_ratio,
    newly_unprofitable
from {{ ref('rpt_scenario_summary') }}
order by scenario_name
