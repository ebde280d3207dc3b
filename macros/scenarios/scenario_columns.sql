{# The figures of a scenario beside its baseline; a part that no source in use can supply is null, never zero. #}
{% macro scenario_columns() %}
    case when has_revenue then baseline_revenue end as baseline_revenue,
    case when has_cost then baseline_cost end as baseline_cost,
    case when has_revenue and has_cost then cast(baseline_revenue - baseline_cost as {{ type_money() }}) end as baseline_margin,
    case when has_revenue then scenario_revenue end as scenario_revenue,
    case when has_cost then scenario_cost end as scenario_cost,
    case when has_revenue and has_cost then cast(scenario_revenue - scenario_cost as {{ type_money() }}) end as scenario_margin,
    case when has_revenue then cast(scenario_revenue - baseline_revenue as {{ type_money() }}) end as revenue_delta,
    case when has_cost then cast(scenario_cost - baseline_cost as {{ type_money() }}) end as cost_delta,
    case when has_revenue and has_cost then cast(
        scenario_revenue - scenario_cost - baseline_revenue + baseline_cost as {{ type_money() }}
    ) end as margin_delta,
    case when has_revenue and has_cost and baseline_revenue > 0
        then {{ ratio('baseline_revenue - baseline_cost', 'baseline_revenue') }} end as baseline_margin_ratio,
    case when has_revenue and has_cost and scenario_revenue > 0
        then {{ ratio('scenario_revenue - scenario_cost', 'scenario_revenue') }} end as scenario_margin_ratio,
    revenue_completeness,
    cost_completeness
{%- endmacro %}
