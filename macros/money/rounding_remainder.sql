{#
  What rounding to nine decimals takes away from a number: the exact value minus money, as a rate, so that the sum of
  money and remainders is the source to twelve decimals. Feeds the rounding column of a reconciliation.
#}
{% macro rounding_remainder(expression) -%}
    cast(round({{ safe_number(expression, 'precise') }} - {{ safe_number(expression, 'money') }}, 12) as {{ type_rate() }})
{%- endmacro %}
