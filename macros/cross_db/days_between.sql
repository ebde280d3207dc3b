{# Days from the first date to the second: the length of the half-open period. #}
{% macro days_between(start_date, end_date) -%}
    {{- return(adapter.dispatch('days_between', 'layer_six')(start_date, end_date)) -}}
{%- endmacro %}

{% macro default__days_between(start_date, end_date) -%}
    (cast({{ end_date }} as date) - cast({{ start_date }} as date))
{%- endmacro %}

{% macro duckdb__days_between(start_date, end_date) -%}
    date_diff('day', cast({{ start_date }} as date), cast({{ end_date }} as date))
{%- endmacro %}

{% macro spark__days_between(start_date, end_date) -%}
    datediff(cast({{ end_date }} as date), cast({{ start_date }} as date))
{%- endmacro %}

{% macro snowflake__days_between(start_date, end_date) -%}
    datediff(day, cast({{ start_date }} as date), cast({{ end_date }} as date))
{%- endmacro %}

{% macro bigquery__days_between(start_date, end_date) -%}
    date_diff(cast({{ end_date }} as date), cast({{ start_date }} as date), day)
{%- endmacro %}

{% macro redshift__days_between(start_date, end_date) -%}
    datediff(day, cast({{ start_date }} as date), cast({{ end_date }} as date))
{%- endmacro %}
