{# The part of a text before the first occurrence of a one-character mark; the whole text where there is none. #}
{% macro text_before(text, mark) -%}
    case
        when {{ text_position(text, mark) }} > 0
            then substring({{ text }}, 1, {{ text_position(text, mark) }} - 1)
        else {{ text }}
    end
{%- endmacro %}
