{# The variable as_of as a date, null where it is empty. #}
{% macro as_of_variable() -%}
    cast({{ "'" ~ var('as_of') ~ "'" if var('as_of') else 'null' }} as date)
{%- endmacro %}
