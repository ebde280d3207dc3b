{# Metered quantities. #}
{% macro type_quantity() -%}
    {{- return(type_of('quantity')) -}}
{%- endmacro %}
