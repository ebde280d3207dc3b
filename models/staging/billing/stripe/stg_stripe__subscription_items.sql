-- Grain: one row per raw row of `subscription_item`: one price on one subscription. unit_amount: major units per
-- billing_months, as listed; discount_ratio and discount_amount (major units): the newest coupon of the
-- subscription. Metered items have no quantity. Validity ends with the subscription. Nothing is excluded.

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

joined as (

    select
        items.*,
        prices.unit_amount,
        prices.billing_months,
        prices.currency_code,
        discounts.discount_ratio,
        case when prices.usage_type = 'metered' then null else discounts.discount_amount end as discount_amount
    from items
    left join prices on items.plan_id = prices.price_native_id
    left join discounts on items.subscription_id = discounts.subscription_native_id

),

mapped as (

    select
        'stripe' as vendor,
        'subscription_item' as source_table,
        '' as source_account,
        id as source_record_id,
        subscription_id as subscription_native_id,
        plan_id as price_native_id,
        {{ safe_number('quantity', 'quantity') }} as quantity,
        unit_amount,
        billing_months,
        discount_ratio,
        discount_amount,
        null as commitment_amount,
        currency_code,
        {{ safe_timestamp('created') }} as valid_from,
        null as valid_to,
        {{ safe_timestamp('fivetran_synced') }} as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        null as exclusion_reason,
        {{ row_issue([
            ('quantity', 'quantity', safe_number('quantity', 'quantity')),
            ('created', 'created', safe_timestamp('created'), 'a time'),
        ]) }} as row_issue
    from joined

)

select
    {{ contract_columns('subscription_items') }}
from mapped
