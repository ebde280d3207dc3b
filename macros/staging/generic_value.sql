{# A cell of a generic table as the type of its canonical column. #}
{% macro generic_value(column, word) -%}
    {%- if word == 'text' -%}
        nullif(trim(cast({{ column }} as {{ type_of('text') }})), '')
    {%- elif word == 'timestamp' -%}
        {{ safe_timestamp(column) }}
    {%- elif word == 'date' -%}
        {{ safe_date(column) }}
    {%- elif word == 'boolean' -%}
        {{ safe_boolean(column) }}
    {%- else -%}
        {{ safe_number(column, word) }}
    {%- endif -%}
{%- endmacro %}
