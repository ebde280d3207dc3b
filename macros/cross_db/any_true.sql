{# True where any row of the group is true; null counts as false. #}
{% macro any_true(expression) -%}
    (max(case when {{ expression }} then 1 else 0 end) = 1)
{%- endmacro %}
