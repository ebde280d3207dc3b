{#
  The value of the first of some keys in a flat JSON object of texts that has one. Callers write keys in any case, so
  case is ignored; keys are given in lower case. The cheap `like` spares most rows the pattern.
#}
{% macro property_of(document, keys) -%}
    coalesce(
        {%- for key in keys %}
        {%- set letters = [] -%}
        {%- for letter in key -%}
            {%- do letters.append('[' ~ letter ~ (letter | upper if letter | upper != letter else '') ~ ']') -%}
        {%- endfor %}
        case
            when lower({{ document }}) like '%"{{ key }}"%'
                then {{ reference_text(text_match(document, '"' ~ letters | join ~ '"[ ]*:[ ]*"([^"]*)"')) }}
        end{{ ',' if not loop.last }}
        {%- endfor %}
        {{- ', null' if keys | length == 1 }}
    )
{%- endmacro %}
