{# The UTC timestamp at which a day begins in a time zone. #}
{% macro utc_of_midnight(date, zone) -%}
    {{- return(adapter.dispatch('utc_of_midnight', 'layer_six')(date, zone)) -}}
{%- endmacro %}

{% macro duckdb__utc_of_midnight(date, zone) -%}
    timezone('UTC', timezone('{{ zone }}', cast({{ date }} as timestamp)))
{%- endmacro %}

{% macro postgres__utc_of_midnight(date, zone) -%}
    ((cast({{ date }} as timestamp) at time zone '{{ zone }}') at time zone 'UTC')
{%- endmacro %}

{% macro spark__utc_of_midnight(date, zone) -%}
    to_utc_timestamp(cast({{ date }} as timestamp), '{{ zone }}')
{%- endmacro %}

{% macro snowflake__utc_of_midnight(date, zone) -%}
    convert_timezone('{{ zone }}', 'UTC', cast({{ date }} as timestamp_ntz))
{%- endmacro %}

{% macro bigquery__utc_of_midnight(date, zone) -%}
    timestamp({{ date }}, '{{ zone }}')
{%- endmacro %}

{% macro redshift__utc_of_midnight(date, zone) -%}
    convert_timezone('{{ zone }}', 'UTC', cast({{ date }} as timestamp))
{%- endmacro %}
