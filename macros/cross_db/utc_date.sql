{# The UTC day of a UTC timestamp. #}
{% macro utc_date(timestamp) -%}
    cast({{ timestamp }} as date)
{%- endmacro %}
