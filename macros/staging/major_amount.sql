{#
  An amount in whole minor units as money in major units, by multiplication with the currency's factor. One digit
  more than a count has makes DuckDB multiply in 128 bits; with both at 18 digits it fails from one million upward.
#}
{% macro major_amount(minor_amount, factor) -%}
    cast(cast({{ minor_amount }} as {{ type_decimal(19, 0) }}) * cast({{ factor }} as {{ type_rate() }}) as {{ type_money() }})
{%- endmacro %}
