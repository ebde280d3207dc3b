{#
  The text value of a key in a flat JSON object of tags. Bills carry the same key with a leading blank or in
  another case, so blanks around the key and its case are ignored. A key followed by a colon cannot be a value.
#}
{% macro tag_entry(tags, key) -%}
    {%- set letters = [] -%}
    {%- for letter in key -%}
        {%- do letters.append('[' ~ letter | lower ~ letter | upper ~ ']') -%}
    {%- endfor -%}
    {{ reference_text(text_match(tags, '"[ ]*' ~ letters | join ~ '[ ]*"[ ]*:[ ]*"([^"]*)"')) }}
{%- endmacro %}
