-- Grain: one price on one subscription whose list price is not quantity times unit price: licensed tiers and packages.
-- list_charge: contract currency per billing period. Graduated tiers charge each unit at its tier, volume tiers all
-- units at the tier of the whole quantity; brackets from exclusive, up to inclusive. A begun package is a package.

with subscription_items as (

    select
        items.record_key,
        items.vendor,
        items.source_account,
        items.price_native_id,
        items.unit_amount,
        coalesce(items.quantity, 1) as quantity,
        coalesce(items.valid_from, subscriptions.started_at) as starts_at
    from {{ ref('int_subscription_items') }} as items
    left join {{ ref('int_subscriptions') }} as subscriptions
        on items.vendor = subscriptions.vendor
        and items.source_account = subscriptions.source_account
        and items.subscription_native_id = subscriptions.source_record_id

),

prices as (

    select * from {{ ref('int_prices') }}
    where usage_type = 'licensed' and (bracket_from is not null or unit_size > 1)

),

-- one item to many tiers by intent
steps as (

    select
        subscription_items.record_key,
        case
            when prices.bracket_from is null then cast({{ int_div(
                nano_units('subscription_items.quantity') ~ ' + ' ~ nano_units('prices.unit_size') ~ ' - 1',
                nano_units('prices.unit_size')
            ) }} as {{ type_quantity() }})
            when subscription_items.quantity <= prices.bracket_from then 0
            when prices.charge_model = 'volume' and subscription_items.quantity > prices.bracket_up_to then 0
            when prices.charge_model = 'volume' then subscription_items.quantity
            else least(subscription_items.quantity, coalesce(prices.bracket_up_to, subscription_items.quantity))
                - prices.bracket_from
        end as charged_units,
        case
            when prices.bracket_from is null then coalesce(subscription_items.unit_amount, prices.unit_amount)
            else prices.unit_amount
        end as unit_amount,
        coalesce(prices.flat_amount, 0) as flat_amount,
        prices.flat_amount is not null as has_flat_amount
    from subscription_items
    left join prices
        on subscription_items.vendor = prices.vendor
        and subscription_items.source_account = prices.source_account
        and subscription_items.price_native_id = prices.price_native_id
        and coalesce(prices.valid_from <= subscription_items.starts_at, true)
        and (prices.valid_to is null or prices.valid_to > subscription_items.starts_at)
    where prices.price_native_id is not null
        and (prices.bracket_from is null or subscription_items.unit_amount is null)

)

select
    record_key,
    -- a tier that is charged and whose price is unknown leaves the whole charge unknown
    cast(
        case
            when max(case when charged_units > 0 and unit_amount is null and not has_flat_amount then 1 else 0 end) = 0
                then sum(
                    case when charged_units > 0 then flat_amount else 0 end
                    + cast(
                        cast(charged_units as {{ type_decimal(18, 6) }})
                        * cast(coalesce(unit_amount, 0) as {{ type_rate() }})
                        as {{ type_money() }}
                    )
                )
        end as {{ type_money() }}
    ) as list_charge
from steps
group by record_key
