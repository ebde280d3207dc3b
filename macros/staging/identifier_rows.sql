{#
  The body of a staging model's CTE that turns one row per customer into one row per identifier: the customer's row with
  `identifier_kind` and `identifier_value`. `kinds` maps each kind to the expression that gives its value.
#}
{% macro identifier_rows(customers, kinds) %}
    {% for kind, value in kinds.items() %}
    select {{ customers }}.*, '{{ kind }}' as identifier_kind, {{ value }} as identifier_value
    from {{ customers }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
