{# First day of the month. #}
{% macro month_start(date) -%}
    {{- return(adapter.dispatch('month_start', 'layer_six')(date)) -}}
{%- endmacro %}

{% macro default__month_start(date) -%}
    cast(date_trunc('month', cast({{ date }} as date)) as date)
{%- endmacro %}

{% macro bigquery__month_start(date) -%}
    date_trunc(cast({{ date }} as date), month)
{%- endmacro %}
