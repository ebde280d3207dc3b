-- Grain: one row per subscription with a coupon, the one that started last. discount_ratio: share of the price, 0 to
-- 1; discount_amount: major units per billing period. It runs from discount_start_at to discount_end_at (null = on). A
-- coupon for one invoice (duration `once`) is left out: it comes off no month.

with discounts as (

    {{ newest_rows(
        'stripe', 'subscription_discount', ['id', 'subscription_id'],
        {
            'id': 'text', 'subscription_id': 'text', 'coupon_id': 'text', 'source_coupon': 'text',
            'start': 'timestamp', 'end': 'timestamp', '_fivetran_synced': 'timestamp',
        },
        'fivetran_synced'
    ) }}

),

coupons as (

    {{ newest_rows(
        'stripe', 'coupon', ['id'],
        {
            'id': 'text', 'percent_off': 'number', 'amount_off': 'integer', 'currency': 'text', 'duration': 'text',
            '_fivetran_synced': 'timestamp'
        },
        'fivetran_synced'
    ) }}

),

minor_units as (

    select * from {{ ref('stg_stripe__minor_units') }}

),

valued as (

    select
        discounts.subscription_id,
        cast(
            {{ safe_number('coupons.percent_off', 'ratio') }} * {{ decimal_literal('0.01') }} as {{ type_rate() }}
        ) as discount_ratio,
        {{ major_amount(
            safe_number('coupons.amount_off', 'count'), 'minor_units.minor_unit_factor'
        ) }} as discount_amount,
        {{ safe_timestamp('discounts.raw_start') }} as discount_start_at,
        {{ safe_timestamp('discounts.raw_end') }} as discount_end_at,
        row_number() over (
            partition by discounts.subscription_id
            order by {{ safe_timestamp('discounts.raw_start') }} desc nulls last, discounts.id
        ) as discount_number
    from discounts
    left join coupons on coalesce(discounts.coupon_id, discounts.source_coupon) = coupons.id
    left join minor_units on upper(coupons.currency) = minor_units.currency_code
    where coalesce(coupons.duration, '') <> 'once'

)

select
    subscription_id as subscription_native_id,
    discount_ratio,
    discount_amount,
    discount_start_at,
    discount_end_at
from valued
where discount_number = 1
