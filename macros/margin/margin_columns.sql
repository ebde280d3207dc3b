{#
  The common columns of a margin mart, from a relation that holds margin_sums() and the columns of int_completeness.
  A part that no source in use can supply is null, never zero; margin is null where revenue is.
  The four shares describe cost by how it reached its member; measured is what the other three leave.
#}
{% macro margin_columns() %}
    case when has_revenue then revenue end as revenue,
    case when has_cost then cost end as cost,
    case when has_cost then cost_after_provider_credits end as cost_after_provider_credits,
    case when has_revenue and has_cost then cast(revenue - cost as {{ type_money() }}) end as gross_margin,
    case when has_revenue and has_cost and revenue > 0 then {{ ratio('revenue - cost', 'revenue') }} end as gross_margin_ratio,
    case when has_ai_cost then ai_cost end as ai_cost,
    case when has_infra_cost then infra_cost end as infra_cost,
    case when has_cost then other_cost end as other_cost,
    case when has_cost and cost <> 0 then cast(
        1 - {{ ratio('estimated_cost', 'cost') }} - {{ ratio('allocated_cost', 'cost') }} - {{ ratio('unattributed_cost', 'cost') }}
        as {{ type_of('ratio') }}
    ) end as measured_cost_ratio,
    case when has_cost then {{ ratio('estimated_cost', 'cost') }} end as estimated_cost_ratio,
    case when has_cost then {{ ratio('allocated_cost', 'cost') }} end as allocated_cost_ratio,
    case when has_cost then {{ ratio('unattributed_cost', 'cost') }} end as unattributed_cost_ratio,
    revenue_completeness,
    cost_completeness
{%- endmacro %}
