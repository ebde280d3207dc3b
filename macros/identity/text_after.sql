{# The part of a text after the first occurrence of a one-character mark; null where there is none. #}
{% macro text_after(text, mark) -%}
    case
        when {{ text_position(text, mark) }} > 0
            then substring({{ text }}, {{ text_position(text, mark) }} + 1, 10000)
    end
{%- endmacro %}
