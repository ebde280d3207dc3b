{#
  A whole amount times part by whole, rounded half away from zero to a whole amount: the tax inside a refund, for
  example, in minor units. Exact on every engine while amount times part stays below 1e37; null where the whole is
  zero or anything is null.
#}
{% macro whole_share(amount, part, whole) -%}
    {%- set product = '2 * cast(' ~ amount ~ ' as ' ~ type_of('wide') ~ ') * cast(' ~ part ~ ' as ' ~ type_of('wide') ~ ')' -%}
    {%- set divisor = 'cast(' ~ whole ~ ' as ' ~ type_of('wide') ~ ')' -%}
    cast({{ int_div('(' ~ product ~ ' + case when ' ~ product ~ ' < 0 then -' ~ divisor ~ ' else ' ~ divisor ~ ' end)', '2 * ' ~ divisor) }} as {{ type_count() }})
{%- endmacro %}
