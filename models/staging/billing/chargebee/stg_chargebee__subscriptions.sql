-- Grain: one row per raw row of `subscription`; source_record_id is the id that lines point at. No amounts. The term is
-- the contract term where one runs, else the billing term. One that was transferred goes on in another business entity
-- under another id: here it ended when it last changed. Deleted subscriptions carry an exclusion_reason.

with subscriptions as (

    {{ raw_rows('chargebee', 'subscription', {
        'id': 'text', 'customer_id': 'text', 'status': 'text', 'currency_code': 'text', 'start_date': 'integer',
        'created_at': 'integer', 'started_at': 'integer', 'trial_start': 'integer', 'trial_end': 'integer',
        'current_term_start': 'integer', 'current_term_end': 'integer', 'cancelled_at': 'integer',
        'contract_term': 'json', 'deleted': 'boolean', 'updated_at': 'integer', 'resource_version': 'integer',
        '_airbyte_extracted_at': 'timestamp',
    }) }}

),

leading_items as (

    select * from {{ ref('stg_chargebee__subscription_contents') }} where is_leading

),

joined as (

    select
        subscriptions.*,
        leading_items.price_native_id,
        leading_items.product_name,
        case
            when {{ json_text('subscriptions.contract_term', ['status']) }} = 'active'
                then {{ json_text('subscriptions.contract_term', ['contract_start']) }}
        end as contract_start,
        case
            when {{ json_text('subscriptions.contract_term', ['status']) }} = 'active'
                then {{ json_text('subscriptions.contract_term', ['contract_end']) }}
        end as contract_end
    from subscriptions
    left join leading_items on subscriptions.id = leading_items.subscription_native_id

),

mapped as (

    select
        'chargebee' as vendor,
        'subscription' as source_table,
        '' as source_account,
        id as source_record_id,
        customer_id as customer_native_id,
        customer_id as payer_native_id,
        case status
            when 'in_trial' then 'trialing'
            when 'non_renewing' then 'active'
            when 'cancelled' then 'ended'
            when 'transferred' then 'ended'
            else status
        end as status,
        price_native_id as plan_native_id,
        product_name as plan_name,
        upper(currency_code) as currency_code,
        coalesce(
            {{ utc_from_epoch_seconds('started_at') }}, {{ utc_from_epoch_seconds('start_date') }},
            {{ utc_from_epoch_seconds('created_at') }}
        ) as started_at,
        {{ utc_from_epoch_seconds('trial_start') }} as trial_start_at,
        {{ utc_from_epoch_seconds('trial_end') }} as trial_end_at,
        {{ utc_date(
            'coalesce(' ~ utc_from_epoch_seconds('contract_start') ~ ', '
            ~ utc_from_epoch_seconds('current_term_start') ~ ')'
        ) }} as term_start_date,
        {{ utc_date(
            'coalesce(' ~ utc_from_epoch_seconds('contract_end') ~ ', '
            ~ utc_from_epoch_seconds('current_term_end') ~ ')'
        ) }} as term_end_date,
        case
            when status = 'cancelled' then {{ utc_from_epoch_seconds('cancelled_at') }}
            when status = 'transferred' then {{ chargebee_changed_at() }}
        end as ended_at,
        coalesce(status not in ('non_renewing', 'cancelled', 'transferred'), true) as renews_automatically,
        {{ chargebee_changed_at() }} as source_updated_at,
        {{ safe_timestamp('airbyte_extracted_at') }} as loaded_at,
        case when {{ safe_boolean('deleted') }} then 'deleted' end as exclusion_reason,
        {{ row_issue([
            ('started_at', 'started_at', utc_from_epoch_seconds('started_at'), 'a number of seconds'),
            ('cancelled_at', 'cancelled_at', utc_from_epoch_seconds('cancelled_at'), 'a number of seconds'),
        ]) }} as row_issue
    from joined

)

select
    {{ contract_columns('subscriptions') }}
from mapped
