{#
  A unit price in minor units (up to 12 decimals, as text or number) as a price in major units, by multiplication
  with the currency's factor. Null where it is no number, and from one million upward, which a price column cannot
  hold: the amounts of a line never depend on it.
#}
{% macro major_price(minor_price, factor) -%}
    {%- set whole = major_amount(safe_number(minor_price, 'count'), factor) -%}
    coalesce(
        cast({{ safe_number(minor_price, 'rate') }} * {{ factor }} as {{ type_rate() }}),
        cast(case when abs({{ whole }}) < 1000000 then {{ whole }} end as {{ type_rate() }})
    )
{%- endmacro %}
