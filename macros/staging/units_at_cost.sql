{#
  Units times a cost per unit, as money. The operands are narrow enough for an exact product on every engine;
  ten billion units and more are whole units.
#}
{% macro units_at_cost(units, unit_cost) -%}
    cast(
        case
            when abs({{ units }}) < 10000000000
                then cast(cast({{ units }} as {{ type_decimal(19, 9) }}) * cast({{ unit_cost }} as {{ type_rate() }}) as {{ type_money() }})
            else cast(cast({{ units }} as {{ type_decimal(19, 0) }}) * cast({{ unit_cost }} as {{ type_rate() }}) as {{ type_money() }})
        end as {{ type_money() }}
    )
{%- endmacro %}
