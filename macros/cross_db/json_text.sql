{#
  A nested scalar as text: `json_text('metadata', ['spend_logs_metadata', 'customer_id'])`. Null for bad JSON, JSON null
  and a missing key. Take scalars only: engines print objects and fractions differently.
#}
{% macro json_text(expression, path) -%}
    {{- return(adapter.dispatch('json_text', 'layer_six')(expression, path)) -}}
{%- endmacro %}

{% macro duckdb__json_text(expression, path) -%}
    {%- set whole = "case when typeof(" ~ expression ~ ") = 'JSON' or json_valid(cast(" ~ expression ~ " as text)) then cast(" ~ expression ~ " as text) end" -%}
    json_extract_string({{ whole }}, '{{ json_path(path) }}')
{%- endmacro %}

{% macro postgres__json_text(expression, path) -%}
    ({{ json_value(expression, path) }} #>> '{}')
{%- endmacro %}

{# A JSON null inside an array would come back as the text `null` here, unless the array is read as a list of texts. #}
{% macro spark__json_text(expression, path) -%}
    {%- if path and path[-1] is number -%}
        try_element_at(from_json({{ json_value(expression, path[:-1]) }}, 'array<string>'), {{ path[-1] + 1 }})
    {%- else -%}
        {{ json_value(expression, path) }}
    {%- endif -%}
{%- endmacro %}

{% macro snowflake__json_text(expression, path) -%}
    cast({{ json_value(expression, path) }} as text)
{%- endmacro %}

{% macro bigquery__json_text(expression, path) -%}
    json_value({{ expression }}, '{{ json_path(path) }}')
{%- endmacro %}

{% macro redshift__json_text(expression, path) -%}
    {{ json_value(expression, path) }}
{%- endmacro %}
