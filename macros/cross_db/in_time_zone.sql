{# Local wall clock of a UTC timestamp. #}
{% macro in_time_zone(timestamp, zone) -%}
    {{- return(adapter.dispatch('in_time_zone', 'layer_six')(timestamp, zone)) -}}
{%- endmacro %}

{% macro duckdb__in_time_zone(timestamp, zone) -%}
    timezone('{{ zone }}', timezone('UTC', {{ timestamp }}))
{%- endmacro %}

{% macro postgres__in_time_zone(timestamp, zone) -%}
    (({{ timestamp }} at time zone 'UTC') at time zone '{{ zone }}')
{%- endmacro %}

{% macro spark__in_time_zone(timestamp, zone) -%}
    from_utc_timestamp({{ timestamp }}, '{{ zone }}')
{%- endmacro %}

{% macro snowflake__in_time_zone(timestamp, zone) -%}
    convert_timezone('UTC', '{{ zone }}', {{ timestamp }})
{%- endmacro %}

{% macro bigquery__in_time_zone(timestamp, zone) -%}
    datetime({{ timestamp }}, '{{ zone }}')
{%- endmacro %}

{% macro redshift__in_time_zone(timestamp, zone) -%}
    convert_timezone('UTC', '{{ zone }}', {{ timestamp }})
{%- endmacro %}
