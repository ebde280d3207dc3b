{# The columns of margin_sums() taken from a left-joined relation, zero where the member has no entry. #}
{% macro margin_sums_or_zero(relation) %}
    {% set names = [
        'revenue', 'cost', 'cost_after_provider_credits', 'ai_cost', 'infra_cost', 'other_cost', 'estimated_cost',
        'allocated_cost', 'unattributed_cost', 'usage_cost', 'metered_cost', 'every_cost', 'revenue_subscription',
        'revenue_usage', 'revenue_prepaid'
    ] %}
    {% for name in names %}
    coalesce({{ relation }}.{{ name }}, 0) as {{ name }}{{ ',' if not loop.last }}
    {% endfor %}
{% endmacro %}
