{# `union` of two selects without repeated rows: BigQuery wants the word `distinct`, Redshift does not know it. #}
{% macro union_distinct() -%}
    {{- return(adapter.dispatch('union_distinct', 'layer_six')()) -}}
{%- endmacro %}

{% macro default__union_distinct() -%}
    union
{%- endmacro %}

{% macro bigquery__union_distinct() -%}
    union distinct
{%- endmacro %}
