-- Grain: one row per raw row of `customer_product_plans`: a plan of a customer for a time. No amounts. The vendor gives
-- no id, so it is customer, product, plan and start. Nothing is excluded.

with assignments as (

    {{ raw_rows('amberflo', 'customer_product_plans', {
        'customerId': 'text', 'productId': 'text', 'productPlanId': 'text', 'startTimeInSeconds': 'integer',
        'endTimeInSeconds': 'integer', '_loaded_at': 'timestamp',
    }) }}

),

plans as (

    {{ newest_rows(
        'amberflo', 'product_plans', ['id'],
        {'id': 'text', 'productPlanName': 'text', '_loaded_at': 'timestamp'},
        'loaded_at'
    ) }}

),

measured as (

    select
        assignments.*,
        plans.product_plan_name,
        {{ utc_from_epoch_seconds('assignments.start_time_in_seconds') }} as started_at,
        {{ utc_from_epoch_seconds('assignments.end_time_in_seconds') }} as ended_at,
        {{ safe_timestamp('assignments.loaded_at') }} as read_at
    from assignments
    left join plans on assignments.product_plan_id = plans.id

),

mapped as (

    select
        'amberflo' as vendor,
        'customer_product_plans' as source_table,
        '' as source_account,
        customer_id || '|' || coalesce(product_id, '') || '|' || product_plan_id || '|'
        || cast(start_time_in_seconds as {{ type_of('text') }}) as source_record_id,
        customer_id as customer_native_id,
        customer_id as payer_native_id,
        case when ended_at <= read_at then 'ended' else 'active' end as status,
        product_plan_id as plan_native_id,
        product_plan_name as plan_name,
        '{{ var("amberflo_currency", "USD") }}' as currency_code,
        started_at,
        null as trial_start_at,
        null as trial_end_at,
        {{ utc_date('started_at') }} as term_start_date,
        {{ utc_date('ended_at') }} as term_end_date,
        ended_at,
        ended_at is null as renews_automatically,
        read_at as source_updated_at,
        read_at as loaded_at,
        null as exclusion_reason,
        {{ row_issue([
            ('startTimeInSeconds', 'start_time_in_seconds', 'started_at', 'a time'),
            ('endTimeInSeconds', 'end_time_in_seconds', 'ended_at', 'a time'),
        ]) }} as row_issue
    from measured

)

select
    {{ contract_columns('subscriptions') }}
from mapped
