{# Whole nano-units back to money. 27 digits times 9 stay within the 38 that every engine multiplies exactly. #}
{% macro money_from_nano(units) -%}
    cast(cast({{ units }} as {{ type_decimal(27, 0) }}) * cast(0.000000001 as {{ type_decimal(9, 9) }}) as {{ type_money() }})
{%- endmacro %}
