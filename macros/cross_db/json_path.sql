{# A list of keys and array positions as the path text of DuckDB, Spark, BigQuery; keys may contain dots. #}
{% macro json_path(path, style='dotted') -%}
    {%- set ns = namespace(text='$') -%}
    {%- for step in path -%}
        {%- if step is number -%}
            {%- set ns.text = ns.text ~ '[' ~ step ~ ']' -%}
        {%- elif '"' in step or "'" in step or '\\' in step -%}
            {{ exceptions.raise_compiler_error('json path: a key may not contain quotes or backslashes: ' ~ step) }}
        {%- elif style == 'bracketed' -%}
            {%- set ns.text = ns.text ~ "[\\'" ~ step ~ "\\']" -%}
        {%- else -%}
            {%- set ns.text = ns.text ~ '."' ~ step ~ '"' -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(ns.text) -}}
{%- endmacro %}
