{# The value behind the first tag `key:value` of a JSON array of texts, for the first of the keys that has one; null where none has. #}
{% macro tag_value(tags, keys) -%}
    coalesce(
        {%- for key in keys %}
        {{ reference_text(text_match(tags, '"' ~ key ~ ':([^"]*)"')) }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
