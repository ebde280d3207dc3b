{# The same day some months later, or the last day of that month where it is shorter. #}
{% macro date_add_months(date, months) -%}
    {{- return(adapter.dispatch('date_add_months', 'layer_six')(date, months)) -}}
{%- endmacro %}

{% macro duckdb__date_add_months(date, months) -%}
    cast(cast({{ date }} as date) + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro postgres__date_add_months(date, months) -%}
    cast(cast({{ date }} as date) + make_interval(months => cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro spark__date_add_months(date, months) -%}
    add_months(cast({{ date }} as date), cast({{ months }} as int))
{%- endmacro %}

{% macro snowflake__date_add_months(date, months) -%}
    cast(dateadd(month, {{ months }}, cast({{ date }} as date)) as date)
{%- endmacro %}

{% macro bigquery__date_add_months(date, months) -%}
    date_add(cast({{ date }} as date), interval cast({{ months }} as int64) month)
{%- endmacro %}

{% macro redshift__date_add_months(date, months) -%}
    cast(dateadd(month, cast({{ months }} as integer), cast({{ date }} as date)) as date)
{%- endmacro %}
