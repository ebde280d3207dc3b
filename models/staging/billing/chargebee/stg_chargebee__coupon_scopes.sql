-- Grain: one coupon (newest version) x what it concerns: `all` of a subscription, its items of one type (`type:addon`)
-- or one price (`price:pro-USD`). discount_percentage: 0 to 100; discount_amount: minor units, as landed. A coupon of
-- items by criteria concerns every item of that type, since criteria are not evaluated here; one that says nothing
-- readable concerns all. One-time coupons are left out: they come off one invoice and off no month.

with coupons as (

    {{ newest_rows(
        'chargebee', 'coupon', ['id'],
        {
            'id': 'text', 'discount_type': 'text', 'discount_percentage': 'number', 'discount_amount': 'integer',
            'currency_code': 'text', 'duration_type': 'text', 'apply_on': 'text', 'item_constraints': 'json',
            'updated_at': 'integer', 'resource_version': 'integer',
        },
        chargebee_changed_at(), is_moment=true
    ) }}

),

of_items as (

    select * from coupons where apply_on = 'each_specified_item'

),

constraints as (

    {{ json_explode('of_items', 'item_constraints', [], ['id'], 'item_constraint', 'constraint_number') }}

),

named_prices as (

    {{ json_explode('constraints', 'item_constraint', ['item_price_ids'], ['id'], 'item_price_id', 'price_number') }}

),

scopes as (

    select coupons.id, 'all' as concerned
    from coupons
    left join constraints on coupons.id = constraints.id
    where constraints.id is null
    {{ union_distinct() }}
    select id, 'type:' || {{ json_text('item_constraint', ['item_type']) }} as concerned
    from constraints
    where {{ json_text('item_constraint', ['constraint']) }} in ('all', 'criteria')
    {{ union_distinct() }}
    select id, 'price:' || item_price_id as concerned from named_prices

)

select
    coupons.*,
    coupons.id as coupon_id,
    scopes.concerned
from coupons
left join scopes on coupons.id = scopes.id
where scopes.concerned is not null and coalesce(coupons.duration_type, '') <> 'one_time'
