-- Grain: one assignment of a plan to a customer, its newest version; a look-up. No amounts. The vendor gives no id, so
-- it is customer, product, plan and start.

with assignments as (

    {{ newest_rows(
        'amberflo', 'customer_product_plans', ['customer_id', 'product_id', 'product_plan_id', 'start_time_in_seconds'],
        {
            'customerId': 'text', 'productId': 'text', 'productPlanId': 'text', 'startTimeInSeconds': 'integer',
            'endTimeInSeconds': 'integer', '_loaded_at': 'timestamp',
        },
        'loaded_at'
    ) }}

)

select
    customer_id || '|' || coalesce(product_id, '') || '|' || product_plan_id || '|'
    || cast(start_time_in_seconds as {{ type_of('text') }}) as subscription_native_id,
    customer_id,
    product_id,
    product_plan_id as plan_id,
    {{ utc_from_epoch_seconds('start_time_in_seconds') }} as started_at,
    {{ utc_from_epoch_seconds('end_time_in_seconds') }} as ended_at,
    {{ safe_timestamp('loaded_at') }} as loaded_at
from assignments
