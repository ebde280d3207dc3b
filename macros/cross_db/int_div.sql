{#
  Whole quotient of two whole numbers, cut toward zero, exact to 38 digits; null where the divisor is zero. Each engine
  has its own trap: DuckDB divides decimals as doubles, the `div` of Spark wraps at 64 bits and its `/` rounds up.
#}
{% macro int_div(dividend, divisor) -%}
    {{- return(adapter.dispatch('int_div', 'layer_six')(dividend, divisor)) -}}
{%- endmacro %}

{% macro default__int_div(dividend, divisor) -%}
    {%- set over = 'cast(' ~ dividend ~ ' as ' ~ type_of('wide') ~ ')' -%}
    {%- set under = 'nullif(cast(' ~ divisor ~ ' as ' ~ type_of('wide') ~ '), 0)' -%}
    cast(({{ over }} - mod({{ over }}, {{ under }})) / {{ under }} as {{ type_of('wide') }})
{%- endmacro %}

{% macro duckdb__int_div(dividend, divisor) -%}
    (cast({{ dividend }} as hugeint) // nullif(cast({{ divisor }} as hugeint), 0))
{%- endmacro %}

{% macro postgres__int_div(dividend, divisor) -%}
    div(cast({{ dividend }} as numeric), nullif(cast({{ divisor }} as numeric), 0))
{%- endmacro %}

{% macro snowflake__int_div(dividend, divisor) -%}
    {%- if target.account == 'fakesnow' -%}
        divide(cast({{ dividend }} as hugeint), nullif(cast({{ divisor }} as hugeint), 0))
    {%- else -%}
        {{ default__int_div(dividend, divisor) }}
    {%- endif -%}
{%- endmacro %}

{% macro bigquery__int_div(dividend, divisor) -%}
    div(cast({{ dividend }} as bignumeric), nullif(cast({{ divisor }} as bignumeric), 0))
{%- endmacro %}

{# Without this Redshift would inherit div() from Postgres, which it does not have. #}
{% macro redshift__int_div(dividend, divisor) -%}
    {{- default__int_div(dividend, divisor) -}}
{%- endmacro %}
