{# What a payment processor takes from a charge: percent (2.9 = 2.9 percent) plus a fixed amount, rounded to cents. #}
{% macro processor_fee(charge) -%}
    round(
        cast(cast({{ charge }} as decimal(19, 9)) * cast(percent as decimal(9, 6)) * cast(0.01 as decimal(3, 2)) as {{ type_money() }})
        + cast(fixed_amount as {{ type_money() }}),
        2
    )
{%- endmacro %}
