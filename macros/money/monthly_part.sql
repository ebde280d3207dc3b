{# One month's part of an amount that covers a whole number of months: exact integer division in nano-units. #}
{% macro monthly_part(amount, months) -%}
    {{ money_from_nano(int_div(nano_units(amount), months)) }}
{%- endmacro %}
