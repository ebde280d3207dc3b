{# An identifier as sent, trimmed; null for the empty text and for the fillers that client libraries write instead of nothing. #}
{% macro reference_text(text) -%}
    case
        when lower(trim({{ text }})) in ('', 'null', 'none', 'undefined', 'unknown', 'anonymous') then null
        else trim({{ text }})
    end
{%- endmacro %}
