{#
  An amount in another currency times its rate, exact to nine decimals. Whole and fractional part are
  multiplied apart, because 28 digits times 18 digits do not fit one decimal on any engine.
#}
{% macro convert_money(amount, rate) -%}
    cast(
        cast(cast({{ whole_part(amount) }} as {{ type_decimal(19, 0) }}) * {{ rate }} as {{ type_decimal(32, 12) }})
        + cast(cast({{ amount }} - {{ whole_part(amount) }} as {{ type_decimal(10, 9) }}) * {{ rate }} as {{ type_decimal(25, 15) }})
        as {{ type_money() }}
    )
{%- endmacro %}
