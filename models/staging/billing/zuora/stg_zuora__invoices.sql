-- Grain: one row per invoice, its newest version; a look-up for items, memos and adjustments. amount_without_tax: major
-- units of the header's currency, which need not be that of its items. exclusion_reason: why nothing on the invoice is
-- revenue. A reversed invoice is offset by a credit memo (and by a debit memo for its discounts): both sides are left
-- out, since debit memos are not landed.

with invoices as (

    {{ newest_rows(
        'zuora', 'invoice', ['id'],
        {
            'id': 'text', 'account_id': 'text', 'status': 'text', 'invoice_date': 'date', 'posted_date': 'timestamp',
            'amount_without_tax': 'number', 'transaction_currency': 'text', 'reversed': 'boolean',
            'updated_date': 'timestamp', '_fivetran_deleted': 'boolean', '_fivetran_synced': 'timestamp',
        },
        'updated_date'
    ) }}

),

accounts as (

    select * from {{ ref('stg_zuora__accounts') }}

)

select
    invoices.id as invoice_native_id,
    invoices.account_id as payer_native_id,
    {{ plain_label('invoices.status') }} as invoice_status,
    upper({{ bill_text('invoices.transaction_currency') }}) as currency_code,
    {{ safe_number('invoices.amount_without_tax') }} as amount_without_tax,
    coalesce(
        {{ safe_timestamp('invoices.posted_date') }},
        {{ utc_from_business_date(safe_date('invoices.invoice_date')) }}
    ) as invoiced_at,
    case
        when {{ safe_boolean('invoices.fivetran_deleted') }} then 'deleted'
        when coalesce({{ plain_label('invoices.status') }}, '') <> 'posted'
            then coalesce({{ plain_label('invoices.status') }}, 'not_posted')
        when {{ safe_boolean('invoices.reversed') }} then 'reversed'
        else accounts.exclusion_reason
    end as exclusion_reason
from invoices
left join accounts on invoices.account_id = accounts.account_id
