{#
  Tokens times a price per token, exact. 19 digits of tokens make DuckDB multiply in 128 bits, and the type leaves
  room for the sum of five buckets on every engine before the one rounding to money.
#}
{% macro token_cost(tokens, price_per_token) -%}
    cast(
        cast(coalesce({{ tokens }}, 0) as {{ type_decimal(19, 0) }}) * cast({{ price_per_token }} as {{ type_rate() }})
        as {{ type_of('fine_money') }}
    )
{%- endmacro %}
