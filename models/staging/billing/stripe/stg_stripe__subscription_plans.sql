-- Grain: one row per subscription with items: its leading price (licensed before metered, then the dearest), which
-- names the plan, and the period of its items. No amounts go on from here.

with items as (

    {{ newest_rows(
        'stripe', 'subscription_item', ['id'],
        {
            'id': 'text', 'subscription_id': 'text', 'plan_id': 'text', 'current_period_start': 'timestamp',
            'current_period_end': 'timestamp', '_fivetran_synced': 'timestamp',
        },
        'fivetran_synced'
    ) }}

),

prices as (

    select * from {{ ref('stg_stripe__price_versions') }} where is_newest

),

ranked as (

    select
        items.subscription_id,
        items.id,
        items.plan_id,
        prices.plan_name,
        prices.currency_code,
        min(
            {{ safe_timestamp('items.current_period_start') }}
        ) over (partition by items.subscription_id) as item_period_start_at,
        max(
            {{ safe_timestamp('items.current_period_end') }}
        ) over (partition by items.subscription_id) as item_period_end_at,
        row_number() over (
            partition by items.subscription_id
            order by
                case when prices.usage_type = 'metered' then 1 else 0 end, prices.unit_amount desc nulls last,
                items.plan_id, items.id
        ) as item_rank
    from items
    left join prices on items.plan_id = prices.price_native_id

)

select
    subscription_id as subscription_native_id,
    id as leading_item_id,
    plan_id as plan_native_id,
    plan_name,
    currency_code,
    item_period_start_at,
    item_period_end_at
from ranked
where item_rank = 1
