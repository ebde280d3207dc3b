{# True for a text that a spreadsheet would execute. #}
{% macro starts_like_formula(cell) %}
    substr({{ cell }}, 1, 1) in ('=', '+', '-', '@')
{%- endmacro %}
