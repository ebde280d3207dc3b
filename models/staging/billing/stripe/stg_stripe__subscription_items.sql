-- Grain: one price on one subscription for a time. A raw row of `subscription_item` is one row; where a coupon covers
-- only part of its life, the stretches before and after it are rows of their own (source_table
-- subscription_discount). unit_amount: major units per billing_months, as listed; discount_ratio, discount_amount
-- (major units): the coupon, positive; an amount off comes off a subscription once, on its leading price. Metered
-- items have no quantity. Nothing is excluded.

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

priced as (

    select
        items.*,
        {{ safe_timestamp('items.created') }} as created_at,
        prices.unit_amount,
        prices.billing_months,
        prices.currency_code,
        coalesce(prices.usage_type, 'licensed') as usage_type
    from items
    left join prices on items.plan_id = prices.price_native_id

),

-- A coupon that ended before the item was added never applied to it.
discounted as (

    select
        priced.*,
        discounts.discount_ratio,
        case
            when priced.usage_type = 'licensed' and priced.plan_id = plans.plan_native_id then discounts.discount_amount
        end as discount_amount,
        case
            when discounts.discount_start_at > priced.created_at then discounts.discount_start_at
        end as starts_later_at,
        discounts.discount_end_at as ends_sooner_at
    from priced
    left join plans on priced.subscription_id = plans.subscription_native_id
    left join discounts
        on priced.subscription_id = discounts.subscription_native_id
        and (discounts.discount_end_at is null or discounts.discount_end_at > priced.created_at)

),

stretches as (

    select
        'subscription_item' as source_table,
        id as record_id,
        discounted.*,
        coalesce(starts_later_at, created_at) as valid_from,
        ends_sooner_at as valid_to,
        discount_ratio as stretch_ratio,
        discount_amount as stretch_amount
    from discounted

    union all

    select
        'subscription_discount' as source_table,
        id || '|before' as record_id,
        discounted.*,
        created_at as valid_from,
        starts_later_at as valid_to,
        null as stretch_ratio,
        null as stretch_amount
    from discounted
    where starts_later_at is not null

    union all

    select
        'subscription_discount' as source_table,
        id || '|after' as record_id,
        discounted.*,
        ends_sooner_at as valid_from,
        null as valid_to,
        null as stretch_ratio,
        null as stretch_amount
    from discounted
    where ends_sooner_at is not null

),

mapped as (

    select
        'stripe' as vendor,
        source_table,
        '' as source_account,
        record_id as source_record_id,
        subscription_id as subscription_native_id,
        plan_id as price_native_id,
        {{ safe_number('quantity', 'quantity') }} as quantity,
        unit_amount,
        billing_months,
        stretch_ratio as discount_ratio,
        stretch_amount as discount_amount,
        null as commitment_amount,
        currency_code,
        valid_from,
        valid_to,
        {{ safe_timestamp('fivetran_synced') }} as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        null as exclusion_reason,
        {{ row_issue([
            ('quantity', 'quantity', safe_number('quantity', 'quantity')),
            ('created', 'created', 'created_at', 'a time'),
        ]) }} as row_issue
    from stretches

)

select
    {{ contract_columns('subscription_items') }}
from mapped
