-- Grain: one row per raw row of `subscription_history`; source_record_id of the current row is the id that lines and
-- items point at, past versions carry their start behind it and an exclusion_reason. No amounts. Term dates come
-- from the items where the subscription no longer has them (API versions from 2025-03-31).

with subscriptions as (

    {{ raw_rows('stripe', 'subscription_history', {
        'id': 'text', 'customer_id': 'text', 'status': 'text', 'created': 'timestamp', 'start_date': 'timestamp',
        'ended_at': 'timestamp', 'cancel_at_period_end': 'boolean', 'trial_start': 'timestamp',
        'trial_end': 'timestamp', 'current_period_start': 'timestamp', 'current_period_end': 'timestamp',
        'livemode': 'boolean', '_fivetran_active': 'boolean', '_fivetran_start': 'timestamp',
        '_fivetran_synced': 'timestamp',
    }) }}

),

plans as (

    select * from {{ ref('stg_stripe__subscription_plans') }}

),

joined as (

    select
        subscriptions.*,
        plans.plan_native_id,
        plans.plan_name,
        plans.currency_code,
        plans.item_period_start_at,
        plans.item_period_end_at,
        coalesce({{ safe_boolean('subscriptions.fivetran_active') }}, true) as is_current
    from subscriptions
    left join plans on subscriptions.id = plans.subscription_native_id

),

mapped as (

    select
        'stripe' as vendor,
        'subscription_history' as source_table,
        '' as source_account,
        case
            when is_current then id
            else id || '@' || coalesce(cast(fivetran_start as {{ type_of('text') }}), '')
        end as source_record_id,
        customer_id as customer_native_id,
        customer_id as payer_native_id,
        case status
            when 'canceled' then 'ended'
            when 'incomplete_expired' then 'incomplete'
            when 'unpaid' then 'past_due'
            else status
        end as status,
        plan_native_id,
        plan_name,
        currency_code,
        coalesce({{ safe_timestamp('start_date') }}, {{ safe_timestamp('created') }}) as started_at,
        {{ safe_timestamp('trial_start') }} as trial_start_at,
        {{ safe_timestamp('trial_end') }} as trial_end_at,
        {{ utc_date(
            'coalesce(item_period_start_at, ' ~ safe_timestamp('current_period_start') ~ ')'
        ) }} as term_start_date,
        {{ utc_date('coalesce(item_period_end_at, ' ~ safe_timestamp('current_period_end') ~ ')') }} as term_end_date,
        {{ safe_timestamp('ended_at') }} as ended_at,
        not coalesce({{ safe_boolean('cancel_at_period_end') }}, false) as renews_automatically,
        {{ safe_timestamp('fivetran_synced') }} as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        case
            when not {{ safe_boolean('livemode') }} then 'test_mode'
            when not is_current then 'superseded_history'
            when status in ('incomplete', 'incomplete_expired') then 'never_started'
        end as exclusion_reason,
        {{ row_issue([
            ('start_date', 'start_date', safe_timestamp('start_date'), 'a time'),
            ('ended_at', 'ended_at', safe_timestamp('ended_at'), 'a time'),
        ]) }} as row_issue
    from joined

)

select
    {{ contract_columns('subscriptions') }}
from mapped
