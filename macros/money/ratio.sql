{#
  Numerator by denominator with six decimals, half away from zero, in whole numbers only and so equal on every engine.
  Null where the denominator is null or zero, and where the quotient is 1e11 or more and says nothing.
  Both are read with nine decimals; amounts up to 1e15.
#}
{% macro ratio(numerator, denominator) -%}
    {%- set over = nano_units(numerator) -%}
    {%- set under = nano_units(denominator) -%}
    {%- set half = 'case when (' ~ over ~ ' < 0) = (' ~ under ~ ' < 0) then ' ~ under ~ ' else -' ~ under ~ ' end' -%}
    cast(cast(
        case
            when abs({{ over }}) < abs({{ under }}) * 100000000000
                then {{ int_div('(' ~ over ~ ' * 2000000 + ' ~ half ~ ')', under ~ ' * 2') }}
        end as {{ type_count() }}
    ) * cast(0.000001 as {{ type_decimal(6, 6) }}) as {{ type_of('ratio') }})
{%- endmacro %}
