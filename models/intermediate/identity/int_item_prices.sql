-- Grain: one item of a subscription whose price is known, with the terms of the version of that price which holds when
-- the item starts (the start of its subscription where it has none of its own). Where none holds then, the last one
-- before, else the first one after. unit_amount: currency of the price per billing period, null for tiers.

with subscription_items as (

    select * from {{ ref('int_subscription_items') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions') }}

),

prices as (

    select * from {{ ref('int_prices') }}

),

-- A tiered price has one row per tier; what a contract needs of it stands on all of them.
price_versions as (

    select
        vendor,
        source_account,
        price_native_id,
        coalesce(valid_from, cast('1900-01-01' as {{ type_of('timestamp') }})) as version_from,
        coalesce(valid_to, cast('9999-12-31' as {{ type_of('timestamp') }})) as version_to,
        min(plan_native_id) as plan_native_id,
        min(plan_name) as plan_name,
        min(product_native_id) as product_native_id,
        min(product_name) as product_name,
        min(usage_type) as usage_type,
        min(billing_months) as billing_months,
        min(case when coalesce(tier_index, 0) = 0 then unit_amount end) as unit_amount
    from prices
    group by vendor, source_account, price_native_id, valid_from, valid_to

),

started_items as (

    select
        subscription_items.record_key,
        subscription_items.vendor,
        subscription_items.source_account,
        subscription_items.price_native_id,
        coalesce(
            subscription_items.valid_from, subscriptions.started_at,
            cast('9999-12-30' as {{ type_of('timestamp') }})
        ) as starts_at
    from subscription_items
    left join subscriptions
        on subscription_items.vendor = subscriptions.vendor
        and subscription_items.source_account = subscriptions.source_account
        and subscription_items.subscription_native_id = subscriptions.source_record_id

),

-- one item to many versions by intent
candidates as (

    select
        started_items.record_key,
        price_versions.*,
        case
            when price_versions.version_from > started_items.starts_at then 2
            when price_versions.version_to <= started_items.starts_at then 1
            else 0
        end as distance
    from started_items
    left join price_versions
        on started_items.vendor = price_versions.vendor
        and started_items.source_account = price_versions.source_account
        and started_items.price_native_id = price_versions.price_native_id
    where price_versions.price_native_id is not null

),

ranked as (

    select
        candidates.*,
        row_number() over (
            partition by record_key
            order by
                distance,
                case when distance = 2 then version_from end,
                version_from desc,
                version_to desc
        ) as version_number
    from candidates

)

select
    record_key,
    plan_native_id,
    plan_name,
    product_native_id,
    product_name,
    usage_type,
    billing_months,
    unit_amount
from ranked
where version_number = 1
