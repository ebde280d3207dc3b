{# A timestamp some whole microseconds later (earlier where negative), given as an integer expression. #}
{% macro timestamp_add_micros(timestamp, micros) -%}
    {{- return(adapter.dispatch('timestamp_add_micros', 'layer_six')(timestamp, micros)) -}}
{%- endmacro %}

{% macro duckdb__timestamp_add_micros(timestamp, micros) -%}
    ({{ timestamp }} + to_microseconds(cast({{ micros }} as bigint)))
{%- endmacro %}

{% macro postgres__timestamp_add_micros(timestamp, micros) -%}
    ({{ timestamp }} + cast({{ micros }} as bigint) * interval '1 microsecond')
{%- endmacro %}

{% macro spark__timestamp_add_micros(timestamp, micros) -%}
    timestamp_micros(unix_micros({{ timestamp }}) + cast({{ micros }} as bigint))
{%- endmacro %}

{% macro snowflake__timestamp_add_micros(timestamp, micros) -%}
    cast(dateadd(microsecond, cast({{ micros }} as bigint), {{ timestamp }}) as timestamp_ntz)
{%- endmacro %}

{% macro bigquery__timestamp_add_micros(timestamp, micros) -%}
    timestamp_add({{ timestamp }}, interval cast({{ micros }} as int64) microsecond)
{%- endmacro %}

{% macro redshift__timestamp_add_micros(timestamp, micros) -%}
    dateadd(microsecond, cast({{ micros }} as bigint), {{ timestamp }})
{%- endmacro %}
