{#
  A number out of text (or out of a number) as the decimal of `kind`; null where the text is no number or too large.
  Accepts blanks around, a sign, `.5`, `5.`, `1e-7`; refuses `1,234`, `NaN`, `1_000`. Rounds half away from zero.
  Doubles take the way through their shortest text, because 1.0000000005 as a binary fraction lies below the half.
#}
{% macro safe_number(expression, kind='money') -%}
    {{- return(adapter.dispatch('safe_number', 'layer_six')(expression, kind)) -}}
{%- endmacro %}

{#
  Which branch of typeof() a column takes is decided when the query is planned: typed decimals pay one cast. Of plain
  text only one decimal more than wanted is cast: it alone decides how half is rounded, and each further one is dear.
#}
{% macro duckdb__safe_number(expression, kind) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as text))' -%}
    {%- set decimals = decimal_shape(kind)[1] -%}
    case
        when typeof({{ expression }}) not in ('VARCHAR', 'JSON', 'DOUBLE', 'FLOAT') then try_cast({{ expression }} as {{ type_of(kind) }})
        when {{ matches_pattern(words, '[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)') }}
            then try_cast(regexp_extract({{ words }}, '^[^.]*[.]?[0-9]{0,{{ decimals + 1 }}}') as {{ type_of(kind) }})
        when {{ matches_pattern(words, number_pattern()) }}
            then try_cast({{ plain_number_text(words, decimals) }} as {{ type_of(kind) }})
    end
{%- endmacro %}

{% macro postgres__safe_number(expression, kind) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as text))' -%}
    {%- set exact = 'cast(case when ' ~ matches_pattern(words, number_pattern()) ~ ' then ' ~ words ~ ' end as numeric)' -%}
    {{- within_bounds(exact, kind) -}}
{%- endmacro %}

{% macro spark__safe_number(expression, kind) -%}
    try_cast(
        case when {{ matches_pattern('trim(cast(' ~ expression ~ ' as string))', number_pattern()) }} then trim(cast({{ expression }} as string)) end
        as {{ type_of(kind) }}
    )
{%- endmacro %}

{% macro snowflake__safe_number(expression, kind) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as text))' -%}
    try_cast(
        case
            when not {{ matches_pattern(words, number_pattern()) }} then null
            when lower({{ words }}) like '%e%' then {{ plain_number_text(words, decimal_shape(kind)[1]) }}
            else {{ words }}
        end as {{ type_of(kind) }}
    )
{%- endmacro %}

{% macro bigquery__safe_number(expression, kind) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as string))' -%}
    {%- set exact = 'safe_cast(case when ' ~ matches_pattern(words, number_pattern()) ~ ' then ' ~ words ~ ' end as bignumeric)' -%}
    {{- within_bounds(exact, kind) -}}
{%- endmacro %}

{% macro redshift__safe_number(expression, kind) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as varchar(65535)))' -%}
    try_cast(
        case
            when not {{ matches_pattern(words, number_pattern()) }} then null
            when lower({{ words }}) like '%e%' then {{ plain_number_text(words, decimal_shape(kind)[1]) }}
            else {{ words }}
        end as {{ type_of(kind) }}
    )
{%- endmacro %}
