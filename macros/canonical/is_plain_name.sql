{# Lower-case letters, digits and underscores, not starting with a digit. #}
{% macro is_plain_name(column) -%}
    {%- set state = namespace(plain=column | length > 0) -%}
    {%- for letter in column -%}
        {%- if letter not in 'abcdefghijklmnopqrstuvwxyz_0123456789' or (loop.first and letter in '0123456789') -%}
            {%- set state.plain = false -%}
        {%- endif -%}
    {%- endfor -%}
    {{- return(state.plain) -}}
{%- endmacro %}
