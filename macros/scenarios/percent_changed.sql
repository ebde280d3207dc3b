{# An amount after a change in percent (10 = 10 percent more), exact to nine decimals. #}
{% macro percent_changed(amount, percent) -%}
    cast(
        {{ amount }} + cast(cast({{ amount }} as {{ type_decimal(19, 9) }}) * cast({{ percent }} as {{ type_decimal(12, 6) }}) * cast(0.01 as {{ type_decimal(3, 2) }}) as {{ type_money() }})
        as {{ type_money() }}
    )
{%- endmacro %}
