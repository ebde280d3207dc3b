{#
  The value behind the first tag `key:value` of a JSON array of texts, for the first of the keys that has one; null
  where none has. The cheap `like` spares most rows the pattern.
#}
{% macro tag_value(tags, keys) -%}
    coalesce(
        {%- for key in keys %}
        case when {{ tags }} like '%"{{ key }}:%' then {{ reference_text(text_match(tags, '"' ~ key ~ ':([^"]*)"')) }} end{{ ',' if not loop.last }}
        {%- endfor %}
        {{- ', null' if keys | length == 1 }}
    )
{%- endmacro %}
