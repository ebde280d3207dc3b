{# Last day of the month. #}
{% macro month_end(date) -%}
    {{- date_add_days(date_add_months(month_start(date), 1), -1) -}}
{%- endmacro %}
