{# The trace id in a session id: a uuid or 32 hexadecimal digits in one spelling, any other text as it is. #}
{% macro trace_of_session(session) -%}
    coalesce(
        {{ text_match("replace(lower(" ~ session ~ "), '-', '')", '^([0-9a-f]{32})$') }}, nullif({{ session }}, '')
    )
{%- endmacro %}
