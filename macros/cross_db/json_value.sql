{# The parsed element at a path in the JSON type of the engine; null for bad JSON. Only the other json macros call it. #}
{% macro json_value(expression, path) -%}
    {{- return(adapter.dispatch('json_value', 'layer_six')(expression, path)) -}}
{%- endmacro %}

{% macro duckdb__json_value(expression, path) -%}
    {%- set whole = "case when typeof(" ~ expression ~ ") = 'JSON' or json_valid(cast(" ~ expression ~ " as text)) then cast(" ~ expression ~ " as text) end" -%}
    json_extract({{ whole }}, '{{ json_path(path) }}')
{%- endmacro %}

{% macro postgres__json_value(expression, path) -%}
    {%- set words = 'cast(' ~ expression ~ ' as text)' -%}
    (cast(case when pg_input_is_valid({{ words }}, 'jsonb') then {{ words }} end as jsonb) #> '{{ json_path(path, 'braced') }}')
{%- endmacro %}

{% macro spark__json_value(expression, path) -%}
    get_json_object(cast({{ expression }} as string), '{{ json_path(path, 'bracketed') }}')
{%- endmacro %}

{% macro snowflake__json_value(expression, path) -%}
    {%- set whole = 'try_parse_json(cast(' ~ expression ~ ' as text))' -%}
    {{ "get_path(" ~ whole ~ ", '" ~ json_path(path, 'quoted') ~ "')" if path else whole }}
{%- endmacro %}

{% macro bigquery__json_value(expression, path) -%}
    json_query({{ expression }}, '{{ json_path(path) }}')
{%- endmacro %}

{% macro redshift__json_value(expression, path) -%}
    {%- set ns = namespace(text=expression) -%}
    {%- for step in path -%}
        {%- if step is number -%}
            {%- set ns.text = 'json_extract_array_element_text(' ~ ns.text ~ ', ' ~ step ~ ', true)' -%}
        {%- else -%}
            {%- set ns.text = 'json_extract_path_text(' ~ ns.text ~ ", '" ~ step ~ "', true)" -%}
        {%- endif -%}
    {%- endfor -%}
    nullif({{ ns.text }}, '')
{%- endmacro %}
