{# A price per million tokens as a price per token; a batch costs the share that its discount leaves. #}
{% macro price_per_token(price_per_mtok, is_batch, batch_discount) -%}
    cast(
        cast(
            cast({{ price_per_mtok }} as {{ type_rate() }}) * cast(0.000001 as {{ type_decimal(7, 6) }})
            as {{ type_rate() }}
        )
        * cast(case when {{ is_batch }} then 1 - {{ batch_discount }} else 1 end as {{ type_rate() }})
        as {{ type_rate() }}
    )
{%- endmacro %}
