{#
  Tokens times a price per token, exact: 18 digits of tokens and 12 decimals of price. The type leaves room for
  the sum of five buckets on every engine before the one rounding to money.
#}
{% macro token_cost(tokens, price_per_token) -%}
    cast(
        cast(coalesce({{ tokens }}, 0) as {{ type_count() }}) * cast({{ price_per_token }} as {{ type_rate() }})
        as {{ type_of('fine_money') }}
    )
{%- endmacro %}
