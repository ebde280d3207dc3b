{# What an amount of type fine_money carries beyond nine decimals: added to the rounded amount it gives the amount as sent. #}
{% macro money_remainder(fine_amount) -%}
    cast({{ fine_amount }} - cast({{ fine_amount }} as {{ type_money() }}) as {{ type_rate() }})
{%- endmacro %}
