{# Join condition: this identifier assignment says whose `value` is on `day`. #}
{% macro holds_on(assignment, value, day) -%}
    {{ value }} = {{ assignment }}.identifier_value
        and {{ day }} >= coalesce({{ assignment }}.valid_from, {{ day }})
        and ({{ assignment }}.valid_to is null or {{ day }} < {{ assignment }}.valid_to)
{%- endmacro %}
