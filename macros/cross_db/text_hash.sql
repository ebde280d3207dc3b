{# md5 of a text as 32 lower-case hexadecimal digits. #}
{% macro text_hash(expression) -%}
    {{- return(adapter.dispatch('text_hash', 'layer_six')(expression)) -}}
{%- endmacro %}

{% macro default__text_hash(expression) -%}
    md5({{ expression }})
{%- endmacro %}

{% macro bigquery__text_hash(expression) -%}
    to_hex(md5({{ expression }}))
{%- endmacro %}
