{# UTC timestamp out of ISO text with or without an offset. #}
{% macro utc_from_text(expression) -%}
    {{- return(safe_timestamp(expression)) -}}
{%- endmacro %}
