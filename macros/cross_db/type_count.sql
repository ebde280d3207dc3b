{# Whole counts such as tokens, ready to meet a price. #}
{% macro type_count() -%}
    {{- return(type_of('count')) -}}
{%- endmacro %}
