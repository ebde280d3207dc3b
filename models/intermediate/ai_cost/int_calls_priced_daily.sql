-- Grain: as int_calls_resolved_daily, without the calls that the caller paid the provider for.
-- amount: currency_code; what the source reported, else tokens times the price list of the day, else what a lower
-- ranked source estimated, else null: an unknown model has no price and gets none here, it shows in
-- int_ai_cost_unpriced until the provider's invoice settles it. The first known price of a model holds for the time
-- before it: price lists state when a price was seen, not when it began. A bucket without a price of its own costs
-- what plain input costs.

{% set buckets = ['input', 'cache_read', 'cache_write', 'cache_write_1h', 'output'] %}

with calls_resolved as (

    select * from {{ ref('int_calls_resolved_daily') }} where not is_paid_by_caller

),

model_prices as (

    select * from {{ ref('stg_pricing__model_prices') }}

),

price_list as (

    select
        provider,
        model,
        currency as price_currency_code,
        input_per_mtok,
        coalesce(cache_read_per_mtok, input_per_mtok) as cache_read_per_mtok,
        coalesce(cache_write_per_mtok, input_per_mtok) as cache_write_per_mtok,
        coalesce(cache_write_1h_per_mtok, cache_write_per_mtok, input_per_mtok) as cache_write_1h_per_mtok,
        output_per_mtok,
        coalesce(batch_discount, 0) as batch_discount,
        case when lag(effective_from) over (partition by provider, model order by effective_from) is not null
            then effective_from
        end as valid_from,
        lead(effective_from) over (partition by provider, model order by effective_from) as valid_to
    from model_prices

),

priced_names as (

    select distinct provider, model from model_prices

),

listed as (

    select
        calls_resolved.*,
        case
            when priced_names.model is not null then calls_resolved.provider
            else {{ price_list_provider('calls_resolved.provider') }}
        end as listed_provider
    from calls_resolved
    left join priced_names
        on calls_resolved.provider = priced_names.provider
        and calls_resolved.model = priced_names.model

),

with_price as (

    select
        listed.*,
        price_list.price_currency_code,
        {% for bucket in buckets %}
        {{ price_per_token(bucket ~ '_per_mtok', 'is_batch', 'batch_discount') }} as {{ bucket }}_price,
        {% endfor %}
        price_list.model is not null as has_price
    from listed
    left join price_list
        on listed.is_unpriced
        and listed.listed_provider = price_list.provider
        and listed.model = price_list.model
        and listed.service_date >= coalesce(price_list.valid_from, listed.service_date)
        and (price_list.valid_to is null or listed.service_date < price_list.valid_to)

),

priced as (

    select
        with_price.*,
        case
            when not is_unpriced then reported_cost
            when has_price then cast(
                {% for bucket in buckets %}
                {{ token_cost(bucket ~ '_tokens', bucket ~ '_price') }}{{ ' +' if not loop.last }}
                {% endfor %}
                as {{ type_money() }}
            )
            when cost_basis = 'fallback_estimate' then fallback_cost
        end as amount
    from with_price

)

select
    call_group_key,
    service_date,
    customer_key,
    feature_key,
    rule_id,
    provider,
    model,
    environment,
    purpose,
    plan_kind,
    entry_class,
    cost_function,
    vendor,
    calls,
    calls_failed,
    cast({{ buckets | join('_tokens + ') }}_tokens as {{ type_count() }}) as tokens,
    is_unpriced,
    is_unreported,
    amount,
    coalesce(price_currency_code, currency_code, '{{ var("reporting_currency") }}') as currency_code,
    case
        when is_unpriced or cost_basis in ('observability_estimated', 'price_list') then 'priced'
        else 'reported'
    end as amount_basis
from priced
