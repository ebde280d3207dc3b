-- Grain: one row per subscription with a discount x what it concerns: the coupon, or the discount given by hand, that
-- lasts longest. concerned: `all` of the subscription, its items of a type (`type:addon`) or one price
-- (`price:pro-USD`). discount_ratio: share of the price, 0 to 1; discount_amount: major units per billing period, off
-- all that is concerned together. It ends at discount_end_at (null = stays). Chargebee does not say when it began: from
-- the start. One-time discounts are left out: they come off one invoice and off no month.

with subscriptions as (

    {{ newest_rows(
        'chargebee', 'subscription', ['id'],
        {
            'id': 'text', 'currency_code': 'text', 'coupons': 'json', 'discounts': 'json', 'updated_at': 'integer',
            'resource_version': 'integer',
        },
        chargebee_changed_at(), is_moment=true
    ) }}

),

coupons as (

    select * from {{ ref('stg_chargebee__coupon_scopes') }}

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

redeemed as (

    {{ json_explode('subscriptions', 'coupons', [], ['id'], 'redemption', 'redemption_number') }}

),

given as (

    {{ json_explode('subscriptions', 'discounts', [], ['id'], 'discount', 'discount_number') }}

),

-- one redemption to many prices by intent, where the coupon names them
terms as (

    select
        redeemed.id as subscription_native_id,
        coupons.coupon_id as term_id,
        coupons.concerned,
        case
            when coupons.discount_type = 'percentage' then cast(coupons.discount_percentage as {{ type_of('text') }})
        end as percentage,
        case
            when coupons.discount_type = 'fixed_amount' then cast(coupons.discount_amount as {{ type_of('text') }})
        end as minor_amount,
        cast(coupons.currency_code as {{ type_of('text') }}) as currency_code,
        {{ json_text('redeemed.redemption', ['apply_till']) }} as apply_till
    from redeemed
    left join coupons on {{ json_text('redeemed.redemption', ['coupon_id']) }} = coupons.coupon_id
    where coupons.coupon_id is not null
    union all
    select
        id as subscription_native_id,
        {{ json_text('discount', ['id']) }} as term_id,
        case
            when {{ json_text('discount', ['apply_on']) }} = 'specific_item_price'
                then 'price:' || {{ json_text('discount', ['item_price_id']) }}
            else 'all'
        end as concerned,
        {{ json_text('discount', ['percentage']) }} as percentage,
        {{ json_text('discount', ['amount']) }} as minor_amount,
        {{ json_text('discount', ['currency_code']) }} as currency_code,
        {{ json_text('discount', ['apply_till']) }} as apply_till
    from given
    where coalesce({{ json_text('discount', ['duration_type']) }}, '') <> 'one_time'

),

valued as (

    select
        terms.subscription_native_id,
        terms.concerned,
        cast(
            {{ safe_number('terms.percentage', 'ratio') }} * {{ decimal_literal('0.01') }} as {{ type_rate() }}
        ) as discount_ratio,
        {{ major_amount(
            safe_number('terms.minor_amount', 'count'), 'currency_exponents.minor_unit_factor'
        ) }} as discount_amount,
        {{ utc_from_epoch_seconds('terms.apply_till') }} as discount_end_at,
        row_number() over (
            partition by terms.subscription_native_id, terms.concerned
            order by
                case when terms.apply_till is null then 0 else 1 end, terms.apply_till desc,
                terms.percentage desc nulls last, terms.term_id
        ) as term_number
    from terms
    left join subscriptions on terms.subscription_native_id = subscriptions.id
    left join currency_exponents
        on upper(coalesce(terms.currency_code, subscriptions.currency_code)) = currency_exponents.currency_code

)

select
    subscription_native_id,
    concerned,
    discount_ratio,
    discount_amount,
    discount_end_at
from valued
where term_number = 1
