{#
  Money as a whole number of nano-units (1e-9), the grain in which amounts are split. The factor has ten digits: money
  has 28, and a product must not need more than 38.
#}
{% macro nano_units(amount) -%}
    cast(cast({{ amount }} as {{ type_money() }}) * cast(1000000000 as {{ type_decimal(10, 0) }}) as {{ type_of('wide') }})
{%- endmacro %}
