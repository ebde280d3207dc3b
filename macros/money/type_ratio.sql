{# Type of a ratio: six decimals, what ratio() returns. #}
{% macro type_ratio() -%}
    decimal(18, 6)
{%- endmacro %}
