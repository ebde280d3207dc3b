-- Grain: one model of one provider that cost or usage names, or that the price list knows. Rates: US dollars (or the
-- list's currency) per 1,000,000 tokens, the price valid on the day the figures are seen from; a provider by a name
-- that the list has not (gemini) has the prices of the one it is listed as (google).

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

priced_names as (

    select distinct provider, model from model_prices

),

listed as (

    select
        named.*,
        case
            when priced_names.model is not null then named.provider else {{ price_list_provider('named.provider') }}
        end as listed_provider
    from named
    left join priced_names on named.provider = priced_names.provider and named.model = priced_names.model

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
    {{ surrogate_key(['listed.provider', 'listed.model']) }} as model_key,
    listed.provider,
    listed.model,
    current_prices.input_per_mtok,
    current_prices.cache_read_per_mtok,
    current_prices.cache_write_per_mtok,
    current_prices.output_per_mtok,
    current_prices.currency as currency_code,
    current_prices.effective_from as price_effective_from
from listed
left join current_prices
    on listed.listed_provider = current_prices.provider
    and listed.model = current_prices.model
    and current_prices.price_rank = 1
