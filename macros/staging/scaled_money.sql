{#
  An amount of up to twelve decimals times the factor of its unit (1, or 0.01 where it is stated in cents), rounded
  once to money. The product of a fine amount and a factor of three digits fits 38 digits on every engine.
#}
{% macro scaled_money(expression, factor) -%}
    cast({{ safe_number(expression, 'fine_money') }} * cast({{ factor }} as {{ type_decimal(3, 2) }}) as {{ type_money() }})
{%- endmacro %}
