{# What the first of a word's keys says that says anything; reads the columns that attribute_paths() names. #}
{% macro first_attribute(word, keys) -%}
    {%- if keys | length == 1 -%}
        nullif(trim({{ word }}_1), '')
    {%- else -%}
        coalesce(
            {%- for key in keys -%}
            nullif(trim({{ word }}_{{ loop.index }}), ''){{ ', ' if not loop.last }}
            {%- endfor -%}
        )
    {%- endif -%}
{%- endmacro %}
