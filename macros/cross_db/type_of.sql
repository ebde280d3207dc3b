{#
  The column type behind a type word. Money keeps 28 digits and a rate 18, because Spark silently drops decimals
  as soon as a sum or a product would need more than 38. `precise` holds a parsed number before it is rounded to
  money; `wide` is the integer type that a product of nano-units and a weight needs.
#}
{% macro type_of(word) -%}
    {%- set known = adapter.dispatch('type_words', 'layer_six')() -%}
    {%- if word not in known -%}
        {{ exceptions.raise_compiler_error("type_of: unknown type word '" ~ word ~ "', use one of " ~ known.keys() | join(', ')) }}
    {%- endif -%}
    {{- return(known[word]) -}}
{%- endmacro %}
