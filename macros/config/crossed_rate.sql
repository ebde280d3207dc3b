{#
  Product of two rates, rounded once to the 12 decimals of a rate. One factor gets a 19th digit: DuckDB
  multiplies two decimals of 18 digits in 64 bits.
#}
{% macro crossed_rate(first, second) -%}
    cast(cast({{ first }} as {{ type_decimal(19, 12) }}) * {{ second }} as {{ type_rate() }})
{%- endmacro %}
