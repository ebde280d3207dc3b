-- Grain: one item of one subscription with the price and quantity that it has now: Fivetran keeps no earlier ones, so
-- an upgrade counts from the day the item was made (invoice lines tell what was billed before). A raw row of
-- `subscription_item` is one row; where a coupon covers only part of its life, the stretches before and after it are
-- rows of their own (source_table subscription_discount). unit_amount: major units per billing_months, as listed;
-- discount_ratio, discount_amount (major units): the coupon, positive; an amount comes off the leading item only.
-- Metered items have no quantity. A subscription is paused by the end of a trial without a card, where its items end.
-- Items of test-mode subscriptions carry an exclusion_reason.

with items as (

    {{ raw_rows('stripe', 'subscription_item', {
        'id': 'text', 'subscription_id': 'text', 'plan_id': 'text', 'quantity': 'integer', 'created': 'timestamp',
        '_fivetran_synced': 'timestamp',
    }) }}

),

prices as (

    select * from {{ ref('stg_stripe__price_versions') }} where is_newest

),

discounts as (

    select * from {{ ref('stg_stripe__subscription_discounts') }}

),

plans as (

    select * from {{ ref('stg_stripe__subscription_plans') }}

),

subscriptions as (

    select
        source_record_id as subscription_native_id,
        {{ any_true("exclusion_reason = 'test_mode'") }} as is_test,
        case
            when {{ any_true("coalesce(status, '') <> 'paused'") }} then null
            else max(trial_end_at)
        end as paused_at
    from {{ ref('stg_stripe__subscriptions') }}
    group by source_record_id

),

priced as (

    select
        items.*,
        items.id as record_id,
        {{ safe_timestamp('items.created') }} as item_from,
        case
            when subscriptions.paused_at < {{ safe_timestamp('items.created') }}
                then {{ safe_timestamp('items.created') }}
            else subscriptions.paused_at
        end as item_to,
        prices.unit_amount,
        prices.billing_months,
        prices.currency_code,
        coalesce(prices.usage_type, 'licensed') = 'licensed' and items.id = plans.leading_item_id as takes_amount_off,
        coalesce(subscriptions.is_test, false) as is_test
    from items
    left join prices on items.plan_id = prices.price_native_id
    left join plans on items.subscription_id = plans.subscription_native_id
    left join subscriptions on items.subscription_id = subscriptions.subscription_native_id

),

-- A coupon that ended before the item was added never applied to it.
discounted as (

    select
        priced.*,
        discounts.discount_ratio,
        case when priced.takes_amount_off then discounts.discount_amount end as discount_amount,
        discounts.discount_start_at,
        discounts.discount_end_at
    from priced
    left join discounts
        on priced.subscription_id = discounts.subscription_native_id
        and (discounts.discount_end_at is null or discounts.discount_end_at > priced.item_from)
        and coalesce(discounts.discount_start_at < priced.item_to, true)

),

stretches as (

    {{ discount_stretches('discounted', 'subscription_item', 'subscription_discount') }}

),

mapped as (

    select
        'stripe' as vendor,
        source_table,
        '' as source_account,
        stretch_id as source_record_id,
        subscription_id as subscription_native_id,
        plan_id as price_native_id,
        {{ safe_number('quantity', 'quantity') }} as quantity,
        unit_amount,
        billing_months,
        stretch_ratio as discount_ratio,
        stretch_amount as discount_amount,
        null as commitment_amount,
        currency_code,
        stretch_from as valid_from,
        stretch_to as valid_to,
        {{ safe_timestamp('fivetran_synced') }} as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        case when is_test then 'test_mode' end as exclusion_reason,
        {{ row_issue([
            ('quantity', 'quantity', safe_number('quantity', 'quantity')),
            ('created', 'created', 'item_from', 'a time'),
        ]) }} as row_issue
    from stretches

)

select
    {{ contract_columns('subscription_items') }}
from mapped
