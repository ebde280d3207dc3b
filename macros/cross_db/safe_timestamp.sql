{#
  UTC timestamp without zone out of ISO text, a date or a timestamp; null where it is none. A zone in the text is
  applied, text without one is UTC already. Digits beyond microseconds are cut.
#}
{% macro safe_timestamp(expression) -%}
    {{- return(adapter.dispatch('safe_timestamp', 'layer_six')(expression)) -}}
{%- endmacro %}

{% macro default__safe_timestamp(expression) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as ' ~ type_of('text') ~ '))' -%}
    {%- set valid = 'case when ' ~ matches_pattern(words, timestamp_pattern()) ~ ' then ' ~ words ~ ' end' -%}
    try_cast({{ valid }} as timestamp)
{%- endmacro %}

{# A cast to timestamp ignores an offset in the text here, so only text with an offset goes through timestamptz. #}
{% macro duckdb__safe_timestamp(expression) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as text))' -%}
    case
        when typeof({{ expression }}) in ('TIMESTAMP', 'DATE') then try_cast({{ expression }} as timestamp)
        when not {{ matches_pattern(words, timestamp_pattern()) }} then null
        when {{ words }} like '%:%+%' or {{ words }} like '%:%-%'
            then timezone('UTC', try_cast(replace(replace({{ words }}, ' +', '+'), ' -', '-') as timestamptz))
        else try_cast({{ words }} as timestamp)
    end
{%- endmacro %}

{% macro postgres__safe_timestamp(expression) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as text))' -%}
    {%- set cut = "regexp_replace(" ~ words ~ ", '([.][0-9]{6})[0-9]+', '" ~ '\\1' ~ "')" -%}
    cast(
        case
            when not {{ matches_pattern(words, timestamp_pattern()) }} or not pg_input_is_valid({{ words }}, 'timestamptz') then null
            when {{ matches_pattern(words, '.*:.*(Z|UTC|[+-][0-9:]+)') }} then {{ cut }}
            else {{ cut }} || ' UTC'
        end as timestamptz
    ) at time zone 'UTC'
{%- endmacro %}

{# The zone is brought to `Z` or `+hh:mm`, the two forms that need no format setting of the session. #}
{% macro snowflake__safe_timestamp(expression) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as text))' -%}
    {%- set joined = "replace(replace(replace(replace(" ~ words ~ ", ' UTC', 'Z'), 'UTC', 'Z'), ' +', '+'), ' -', '-')" -%}
    cast(convert_timezone('UTC', try_cast(
        case
            when {{ matches_pattern(words, timestamp_pattern()) }}
                then regexp_replace({{ joined }}, '([+-][0-9]{2})([0-9]{2})$', {{ "'\\\\1:\\\\2'" }})
        end as timestamp_tz
    )) as timestamp_ntz)
{%- endmacro %}

{% macro bigquery__safe_timestamp(expression) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as string))' -%}
    safe_cast(case when {{ matches_pattern(words, timestamp_pattern()) }} then {{ words }} end as timestamp)
{%- endmacro %}

{% macro redshift__safe_timestamp(expression) -%}
    {%- set words = 'trim(cast(' ~ expression ~ ' as varchar(64)))' -%}
    try_cast(case when {{ matches_pattern(words, timestamp_pattern()) }} then {{ words }} end as timestamptz) at time zone 'UTC'
{%- endmacro %}
