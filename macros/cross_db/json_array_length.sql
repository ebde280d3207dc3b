{# Number of elements of the array at a path; null where there is no array. #}
{% macro json_array_length(expression, path=[]) -%}
    {{- return(adapter.dispatch('json_array_length', 'layer_six')(expression, path)) -}}
{%- endmacro %}

{% macro duckdb__json_array_length(expression, path) -%}
    case when json_type({{ json_value(expression, path) }}) = 'ARRAY' then json_array_length({{ json_value(expression, path) }}) end
{%- endmacro %}

{% macro postgres__json_array_length(expression, path) -%}
    jsonb_array_length(case when jsonb_typeof({{ json_value(expression, path) }}) = 'array' then {{ json_value(expression, path) }} end)
{%- endmacro %}

{% macro spark__json_array_length(expression, path) -%}
    json_array_length({{ json_value(expression, path) }})
{%- endmacro %}

{% macro snowflake__json_array_length(expression, path) -%}
    array_size({{ json_value(expression, path) }})
{%- endmacro %}

{% macro bigquery__json_array_length(expression, path) -%}
    array_length(json_query_array({{ expression }}, '{{ json_path(path) }}'))
{%- endmacro %}

{% macro redshift__json_array_length(expression, path) -%}
    json_array_length({{ json_value(expression, path) }}, true)
{%- endmacro %}
