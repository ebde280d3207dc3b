{#
  A unit price of up to twelve decimals times the factor of its unit (see scaled_money). Null from one million upward,
  which a price column cannot hold: the amounts of a line never depend on it.
#}
{% macro scaled_price(expression, factor) -%}
    cast(
        case
            when abs({{ scaled_money(expression, factor) }}) < 1000000
                then {{ safe_number(expression, 'fine_money') }} * cast({{ factor }} as {{ type_decimal(3, 2) }})
        end as {{ type_rate() }}
    )
{%- endmacro %}
