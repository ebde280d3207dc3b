-- Grain: one model of one provider that cost or usage names, or that the price list knows. Rates: US dollars (or the
-- list's currency) per 1,000,000 tokens, the price valid on the day the figures are seen from.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}

),

usage_daily as (

    select * from {{ ref('fct_usage_daily') }}

),

model_prices as (

    select * from {{ ref('stg_pricing__model_prices') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

named as (

    select provider, model from ledger
    {{ union_distinct() }}
    select provider, model from usage_daily
    {{ union_distinct() }}
    select provider, model from model_prices

),

current_prices as (

    select
        model_prices.*,
        row_number() over (
            partition by model_prices.provider, model_prices.model
            order by model_prices.effective_from desc
        ) as price_rank
    from model_prices
    cross join as_of
    where model_prices.effective_from <= as_of.as_of_date

)

select
    {{ surrogate_key(['named.provider', 'named.model']) }} as model_key,
    named.provider,
    named.model,
    current_prices.input_per_mtok,
    current_prices.cache_read_per_mtok,
    current_prices.cache_write_per_mtok,
    current_prices.output_per_mtok,
    current_prices.currency as currency_code,
    current_prices.effective_from as price_effective_from
from named
left join current_prices
    on named.provider = current_prices.provider
    and named.model = current_prices.model
    and current_prices.price_rank = 1
