{# What stands in place of a reference where the spans of a trace do not agree on one: it names nobody. #}
{% macro several_values() -%}
    (several)
{%- endmacro %}
