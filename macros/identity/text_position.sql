{# Where a one-character mark first occurs in a text, counted from 1; 0 where it does not. #}
{% macro text_position(text, mark) -%}
    {{ return(adapter.dispatch('text_position', 'layer_six')(text, mark)) }}
{%- endmacro %}

{% macro default__text_position(text, mark) -%}
    position('{{ mark }}' in {{ text }})
{%- endmacro %}

{% macro bigquery__text_position(text, mark) -%}
    strpos({{ text }}, '{{ mark }}')
{%- endmacro %}
