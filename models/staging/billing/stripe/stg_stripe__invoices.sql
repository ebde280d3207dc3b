-- Grain: one row per invoice, its newest version; a look-up for lines, credit notes and reversed payments.
-- Amounts: minor units of the invoice currency. exclusion_reason: why nothing on this invoice is revenue
-- (uncollectible invoices stay revenue; the bad debt is another entry).

with invoices as (

    {{ newest_rows(
        'stripe', 'invoice', ['id'],
        {
            'id': 'text', 'customer_id': 'text', 'subscription_id': 'text',
            'parent_subscription_details_subscription': 'text', 'status': 'text', 'currency': 'text',
            'created': 'timestamp', 'status_transitions_finalized_at': 'timestamp', 'total': 'integer',
            'tax': 'integer', 'livemode': 'boolean', 'is_deleted': 'boolean', '_fivetran_synced': 'timestamp',
        },
        'fivetran_synced'
    ) }}

),

minor_units as (

    select * from {{ ref('stg_stripe__minor_units') }}

)

select
    invoices.id as invoice_native_id,
    invoices.customer_id as customer_native_id,
    coalesce(invoices.subscription_id, invoices.parent_subscription_details_subscription) as subscription_native_id,
    invoices.status as invoice_status,
    coalesce(
        {{ safe_timestamp('invoices.status_transitions_finalized_at') }}, {{ safe_timestamp('invoices.created') }}
    ) as invoiced_at,
    minor_units.minor_unit_factor,
    {{ safe_number('invoices.total', 'count') }} as minor_total,
    coalesce({{ safe_number('invoices.tax', 'count') }}, 0) as minor_tax,
    case
        when not {{ safe_boolean('invoices.livemode') }} then 'test_mode'
        when {{ safe_boolean('invoices.is_deleted') }} then 'deleted'
        when invoices.status in ('draft', 'void', 'deleted') then invoices.status
    end as exclusion_reason
from invoices
left join minor_units on upper(invoices.currency) = minor_units.currency_code
