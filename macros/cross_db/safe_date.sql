{# The UTC date of whatever safe_timestamp() can read. #}
{% macro safe_date(expression) -%}
    cast({{ safe_timestamp(expression) }} as date)
{%- endmacro %}
