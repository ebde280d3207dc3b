-- Grain: one price on one subscription (newest version) for a time; where a discount covers only part of it, the rest
-- is a row of its own (source_table subscription.coupons). unit_amount: major units per billing_months, as agreed
-- for this subscription; discount_ratio, discount_amount (major units): positive; of several discounts the one that
-- concerns the price goes before that of its type and of the whole, and an amount comes off the first fixed price that
-- it concerns. A paused subscription keeps no item beyond the pause. Metered items have no quantity. One-time charges
-- and deleted subscriptions carry an exclusion_reason.

with contents as (

    select * from {{ ref('stg_chargebee__subscription_contents') }}

),

coupons as (

    select * from {{ ref('stg_chargebee__subscription_coupons') }}

),

-- one item to many discounts by intent: of its price, of its type, of all
offers as (

    select
        contents.subscription_native_id,
        contents.item_number,
        coupons.concerned,
        coupons.discount_end_at,
        coupons.discount_ratio,
        coupons.discount_amount,
        row_number() over (
            partition by contents.subscription_native_id, contents.item_number
            order by
                case
                    when coupons.concerned = 'all' then 2
                    when coupons.concerned like 'type:%' then 1
                    else 0
                end
        ) as offer_place
    from contents
    left join coupons
        on contents.subscription_native_id = coupons.subscription_native_id
        and coupons.concerned in ('all', 'type:' || contents.item_type, 'price:' || contents.price_native_id)
        and (coupons.discount_end_at is null or coupons.discount_end_at > contents.item_from)

),

items as (

    select
        contents.*,
        contents.subscription_native_id || '|' || cast(contents.item_number as {{ type_of('text') }}) as record_id,
        cast(null as {{ type_of('timestamp') }}) as discount_start_at,
        offers.discount_end_at,
        offers.discount_ratio,
        row_number() over (
            partition by contents.subscription_native_id, offers.concerned
            order by
                case
                    when contents.item_type = 'charge' then 3
                    when contents.is_metered or coalesce(contents.unit_amount, 0) = 0 then 2
                    when contents.is_leading then 0
                    else 1
                end,
                contents.item_number
        ) as item_place,
        offers.discount_amount as whole_discount_amount
    from contents
    left join offers
        on contents.subscription_native_id = offers.subscription_native_id
        and contents.item_number = offers.item_number
        and offers.offer_place = 1

),

discounted as (

    select
        items.*,
        case when item_place = 1 then whole_discount_amount end as discount_amount
    from items

),

stretches as (

    {{ discount_stretches('discounted', 'subscription.subscription_items', 'subscription.coupons') }}

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
