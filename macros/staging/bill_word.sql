{# A kind of charge as cost tools spell it, in one spelling: small letters without blanks, hyphens and underscores. #}
{% macro bill_word(text) -%}
    replace(replace(replace(lower(trim({{ text }})), ' ', ''), '-', ''), '_', '')
{%- endmacro %}
