{# Amounts in major units: 19 digits before, 9 after the point. #}
{% macro type_money() -%}
    {{- return(type_of('money')) -}}
{%- endmacro %}
