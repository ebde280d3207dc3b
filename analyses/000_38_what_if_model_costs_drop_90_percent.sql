-- 000-38: what happens to margin if model costs drop 90 percent?
select
    scenario_name,
    baseline_margin_ratio,
    scenario_margin_ratio,
    cost_delta,
    margin_delta
from {{ ref('rpt_scenario_summary') }}
where scenario_id = 'model_cost_down_90'
