-- Grain: one price on one subscription (newest version) for a time; where a discount covers only part of it, the rest
-- is a row of its own (source_table subscription.coupons). unit_amount: major units per billing_months, as agreed
-- for this subscription; discount_ratio, discount_amount (major units): positive; an amount comes off the leading item
-- only. Metered items have no quantity. One-time charges and deleted subscriptions carry an exclusion_reason.

with contents as (

    select * from {{ ref('stg_chargebee__subscription_contents') }}

),

coupons as (

    select * from {{ ref('stg_chargebee__subscription_coupons') }}

),

items as (

    select
        contents.*,
        contents.subscription_native_id || '|' || cast(contents.item_number as {{ type_of('text') }}) as record_id,
        cast(null as {{ type_of('timestamp') }}) as item_to,
        cast(null as {{ type_of('timestamp') }}) as discount_start_at,
        coupons.discount_end_at,
        coupons.discount_ratio,
        case when contents.is_leading then coupons.discount_amount end as discount_amount
    from contents
    left join coupons
        on contents.subscription_native_id = coupons.subscription_native_id
        and (coupons.discount_end_at is null or coupons.discount_end_at > contents.item_from)

),

stretches as (

    {{ discount_stretches('items', 'subscription.subscription_items', 'subscription.coupons') }}

),

mapped as (

    select
        'chargebee' as vendor,
        source_table,
        '' as source_account,
        stretch_id as source_record_id,
        subscription_native_id,
        price_native_id,
        charged_quantity as quantity,
        unit_amount,
        billing_months,
        stretch_ratio as discount_ratio,
        stretch_amount as discount_amount,
        null as commitment_amount,
        currency_code,
        stretch_from as valid_from,
        stretch_to as valid_to,
        changed_at as source_updated_at,
        loaded_at,
        case
            when is_deleted then 'deleted'
            when item_type = 'charge' then 'one_time_charge'
        end as exclusion_reason,
        row_issue
    from stretches

)

select
    {{ contract_columns('subscription_items') }}
from mapped
