{# UTC timestamp without zone out of a column typed with time zone. #}
{% macro utc_from_tz(expression) -%}
    {{- return(adapter.dispatch('utc_from_tz', 'layer_six')(expression)) -}}
{%- endmacro %}

{% macro default__utc_from_tz(expression) -%}
    (cast({{ expression }} as timestamptz) at time zone 'UTC')
{%- endmacro %}

{% macro duckdb__utc_from_tz(expression) -%}
    timezone('UTC', cast({{ expression }} as timestamptz))
{%- endmacro %}

{% macro spark__utc_from_tz(expression) -%}
    cast({{ expression }} as timestamp)
{%- endmacro %}

{% macro snowflake__utc_from_tz(expression) -%}
    cast(convert_timezone('UTC', cast({{ expression }} as timestamp_tz)) as timestamp_ntz)
{%- endmacro %}

{% macro bigquery__utc_from_tz(expression) -%}
    cast({{ expression }} as timestamp)
{%- endmacro %}
