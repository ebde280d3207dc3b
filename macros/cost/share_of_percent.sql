{# A percentage as people write it (2.9 means 2.9 percent) as a factor. #}
{% macro share_of_percent(percent) -%}
    cast({{ percent }} * cast(0.01 as {{ type_decimal(3, 2) }}) as {{ type_rate() }})
{%- endmacro %}
