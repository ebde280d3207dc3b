{# A cell of a generic table as the type of its canonical column; day_or_time is a timestamp or a day without one. #}
{% macro generic_value(column, word) -%}
    {%- if word == 'text' -%}
        nullif(trim(cast({{ column }} as {{ type_of('text') }})), '')
    {%- elif word == 'timestamp' -%}
        {{ safe_timestamp(column) }}
    {%- elif word == 'day_or_time' -%}
        {%- set words = 'trim(cast(' ~ column ~ ' as ' ~ type_of('text') ~ '))' -%}
        case
            when {{ matches_pattern(words, '[0-9]{4}-[0-9]{2}-[0-9]{2}') }}
                then {{ utc_from_business_date(safe_date(column)) }}
            else {{ safe_timestamp(column) }}
        end
    {%- elif word == 'date' -%}
        {{ safe_date(column) }}
    {%- elif word == 'boolean' -%}
        {{ safe_boolean(column) }}
    {%- else -%}
        {{ safe_number(column, word) }}
    {%- endif -%}
{%- endmacro %}
