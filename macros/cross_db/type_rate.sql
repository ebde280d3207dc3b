{# Prices per million units, FX rates, shares: 12 decimals. #}
{% macro type_rate() -%}
    {{- return(type_of('rate')) -}}
{%- endmacro %}
