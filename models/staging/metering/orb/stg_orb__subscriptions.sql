-- Grain: one row per raw row of `subscriptions`; source_record_id is the id that lines and intervals point at. No
-- amounts. Dates are half-open: the end date is the first day without service. Nothing is excluded.

with subscriptions as (

    {{ raw_rows('orb', 'subscriptions', {
        'id': 'text', 'customer': 'json', 'plan': 'json', 'status': 'text', 'start_date': 'timestamp',
        'end_date': 'timestamp', 'current_billing_period_start_date': 'timestamp',
        'current_billing_period_end_date': 'timestamp', 'trial_info': 'json', 'created_at': 'timestamp',
        'updated_at': 'timestamp',
    }) }}

),

mapped as (

    select
        'orb' as vendor,
        'subscriptions' as source_table,
        '' as source_account,
        id as source_record_id,
        {{ json_text('customer', ['id']) }} as customer_native_id,
        {{ json_text('customer', ['id']) }} as payer_native_id,
        status,
        {{ json_text('plan', ['id']) }} as plan_native_id,
        {{ json_text('plan', ['name']) }} as plan_name,
        upper({{ json_text('plan', ['invoicing_currency']) }}) as currency_code,
        {{ safe_timestamp('start_date') }} as started_at,
        case
            when {{ json_text('trial_info', ['end_date']) }} is not null then {{ safe_timestamp('start_date') }}
        end as trial_start_at,
        {{ safe_timestamp(json_text('trial_info', ['end_date'])) }} as trial_end_at,
        {{ safe_date('current_billing_period_start_date') }} as term_start_date,
        {{ safe_date('current_billing_period_end_date') }} as term_end_date,
        {{ safe_timestamp('end_date') }} as ended_at,
        end_date is null as renews_automatically,
        coalesce({{ safe_timestamp('updated_at') }}, {{ safe_timestamp('created_at') }}) as source_updated_at,
        coalesce({{ safe_timestamp('updated_at') }}, {{ safe_timestamp('created_at') }}) as loaded_at,
        null as exclusion_reason,
        {{ row_issue([
            ('start_date', 'start_date', safe_timestamp('start_date'), 'a time'),
            ('end_date', 'end_date', safe_timestamp('end_date'), 'a time'),
        ]) }} as row_issue
    from subscriptions

)

select
    {{ contract_columns('subscriptions') }}
from mapped
