{# What a payment processor takes from a charge: fee_percent (2.9 = 2.9 percent) plus a fixed amount, rounded to cents. #}
{% macro processor_fee(charge) -%}
    round(
        cast(cast({{ charge }} as {{ type_decimal(19, 9) }}) * cast(fee_percent as {{ type_decimal(9, 6) }}) * cast(0.01 as {{ type_decimal(3, 2) }}) as {{ type_money() }})
        + cast(fixed_amount as {{ type_money() }}),
        2
    )
{%- endmacro %}
