-- Grain: one row per invoice, its newest version; a look-up for lines and credit notes. No amounts.
-- exclusion_reason: why nothing on this invoice is revenue in money.

with invoices as (

    {{ newest_rows(
        'orb', 'invoices', ['id'],
        {
            'id': 'text', 'customer': 'json', 'subscription': 'json', 'status': 'text', 'invoice_source': 'text',
            'currency': 'text', 'issued_at': 'timestamp', 'invoice_date': 'timestamp', 'created_at': 'timestamp',
            'voided_at': 'timestamp', 'updated_at': 'timestamp',
        },
        'updated_at'
    ) }}

)

select
    id as invoice_native_id,
    {{ json_text('customer', ['id']) }} as customer_native_id,
    {{ json_text('subscription', ['id']) }} as subscription_native_id,
    status as invoice_status,
    invoice_source,
    upper(currency) as currency_code,
    coalesce(
        {{ safe_timestamp('issued_at') }}, {{ safe_timestamp('invoice_date') }}, {{ safe_timestamp('created_at') }}
    ) as invoiced_at,
    case
        when status in ('draft', 'void') then status
        when voided_at is not null then 'void'
        when lower(currency) = 'credits' then 'not_money'
    end as exclusion_reason
from invoices
