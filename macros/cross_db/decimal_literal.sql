{# A number with decimals written into a statement, given as text: bare, BigQuery would read it as a double. #}
{% macro decimal_literal(digits) -%}
    {{- return(adapter.dispatch('decimal_literal', 'layer_six')(digits)) -}}
{%- endmacro %}

{% macro default__decimal_literal(digits) -%}
    {{ digits }}
{%- endmacro %}

{% macro bigquery__decimal_literal(digits) -%}
    bignumeric '{{ digits }}'
{%- endmacro %}
