{#
  Money paid for one unit of credit, with twelve decimals, half away from zero: whole numbers only, because a quotient
  of decimals is inexact on some engines. Null where nothing was granted or an amount is unknown, and from one million
  upward, which a rate cannot hold.
#}
{% macro cost_per_unit(paid_amount, granted_units) -%}
    case
        when abs({{ paid_amount }}) < 1000000 * abs({{ granted_units }})
            then cast(
                cast({{ whole_share('1000000000000', nano_units(paid_amount), nano_units(granted_units)) }} as {{ type_decimal(19, 0) }})
                * cast(0.000000000001 as {{ type_decimal(12, 12) }}) as {{ type_rate() }}
            )
    end
{%- endmacro %}
