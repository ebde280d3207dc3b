{# UTC timestamp out of whole microseconds since 1970, given as an integer expression. #}
{% macro utc_from_epoch_micros(micros) -%}
    {{- return(adapter.dispatch('utc_from_epoch_micros', 'layer_six')(micros)) -}}
{%- endmacro %}

{% macro duckdb__utc_from_epoch_micros(micros) -%}
    make_timestamp({{ micros }})
{%- endmacro %}

{% macro postgres__utc_from_epoch_micros(micros) -%}
    (timestamp '1970-01-01 00:00:00' + ({{ micros }}) * interval '1 microsecond')
{%- endmacro %}

{% macro spark__utc_from_epoch_micros(micros) -%}
    timestamp_micros({{ micros }})
{%- endmacro %}

{% macro snowflake__utc_from_epoch_micros(micros) -%}
    to_timestamp_ntz({{ micros }}, 6)
{%- endmacro %}

{% macro bigquery__utc_from_epoch_micros(micros) -%}
    timestamp_micros({{ micros }})
{%- endmacro %}

{% macro redshift__utc_from_epoch_micros(micros) -%}
    (timestamp '1970-01-01 00:00:00' + ({{ micros }}) * interval '1 microsecond')
{%- endmacro %}
