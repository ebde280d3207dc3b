{#
  The text value of a key in the tags of a line: a flat JSON object, or an array of objects with `key` and `value`.
  Bills carry the same key with a leading blank, in another case or behind the prefix `user:`, so blanks around the
  key, its case and that prefix are ignored. A key followed by a colon cannot be a value.
#}
{% macro tag_entry(tags, key) -%}
    {%- set letters = [] -%}
    {%- for letter in key -%}
        {%- do letters.append('[' ~ letter | lower ~ letter | upper ~ ']' if letter.isalpha() else letter) -%}
    {%- endfor -%}
    {%- set name = '"[ ]*[uU]?[sS]?[eE]?[rR]?[:_]?' ~ letters | join ~ '[ ]*"' -%}
    {%- set value = '[ ]*:[ ]*"([^"]*)"' -%}
    coalesce(
        {{ reference_text(text_match(tags, name ~ value)) }},
        {{ reference_text(text_match(tags, '"key"[ ]*:[ ]*' ~ name ~ '[^{}]*"value"' ~ value)) }}
    )
{%- endmacro %}
