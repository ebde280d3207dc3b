-- Grain: one row per raw row of `subscription`: an amendment makes a new row with a new id under the same name. No
-- amounts. is_current marks the row that stands for the contract: the highest version that was not deleted. What
-- Zuora dates are days without a zone, even where the loader types them as times.

with subscriptions as (

    {{ raw_rows('zuora', 'subscription', {
        'id': 'text', 'name': 'text', 'version': 'integer', 'account_id': 'text', 'invoice_owner_id': 'text',
        'status': 'text', 'subscription_start_date': 'timestamp', 'subscription_end_date': 'timestamp',
        'contract_effective_date': 'timestamp', 'term_start_date': 'timestamp', 'term_end_date': 'timestamp',
        'cancelled_date': 'timestamp', 'auto_renew': 'boolean', 'created_date': 'timestamp',
        'updated_date': 'timestamp', '_fivetran_deleted': 'boolean', '_fivetran_synced': 'timestamp',
    }) }}

),

typed as (

    select
        id as version_id,
        coalesce({{ bill_text('name') }}, id) as subscription_native_id,
        {{ safe_number('version', 'count') }} as version_number,
        {{ bill_text('account_id') }} as customer_native_id,
        coalesce({{ bill_text('invoice_owner_id') }}, {{ bill_text('account_id') }}) as payer_native_id,
        {{ plain_label('status') }} as status,
        {{ utc_from_business_date(
            'coalesce(' ~ safe_date('subscription_start_date') ~ ', ' ~ safe_date('contract_effective_date') ~ ')'
        ) }} as started_at,
        {{ utc_from_business_date(safe_date('subscription_end_date')) }} as end_at,
        {{ safe_date('term_start_date') }} as term_start_date,
        {{ safe_date('term_end_date') }} as term_end_date,
        {{ utc_from_business_date(safe_date('cancelled_date')) }} as cancelled_at,
        coalesce({{ safe_boolean('auto_renew') }}, false) as renews_automatically,
        coalesce({{ safe_boolean('fivetran_deleted') }}, false) as is_deleted,
        coalesce({{ safe_timestamp('updated_date') }}, {{ safe_timestamp('created_date') }}) as changed_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        {{ row_issue([
            ('subscription_start_date', 'subscription_start_date', safe_date('subscription_start_date'), 'a date'),
            ('cancelled_date', 'cancelled_date', safe_date('cancelled_date'), 'a date'),
        ]) }} as row_issue
    from subscriptions

)

select
    typed.*,
    row_number() over (
        partition by version_id order by changed_at desc nulls last, loaded_at desc nulls last, status
    ) = 1 as is_newest,
    not is_deleted and coalesce(version_number, 0) = max(case when not is_deleted then coalesce(version_number, 0) end)
        over (partition by subscription_native_id) as is_current
from typed
