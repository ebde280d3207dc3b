{#
  A text of a bill, trimmed; null for the empty text and for the literal word NULL that some exports write. Short
  where it is rendered: a bill has dozens, and Spark keeps no view above 32,700 characters.
#}
{% macro bill_text(column) -%}
    nullif(nullif(nullif(trim(cast({{ column }} as {{ type_of('text') }})), ''), 'NULL'), 'null')
{%- endmacro %}
