{# One month's part of an amount that covers a whole number of months: exact integer division in nano-units. #}
{% macro monthly_part(amount, months) -%}
    cast(
        cast({{ int_div('cast(' ~ amount ~ ' * 1000000000 as decimal(37, 0))', 'cast(' ~ months ~ ' as decimal(18, 0))') }} as decimal(28, 0))
        * cast(0.000000001 as decimal(10, 9))
        as {{ type_money() }}
    )
{%- endmacro %}
