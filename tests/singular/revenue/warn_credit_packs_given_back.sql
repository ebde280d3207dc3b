{{ config(severity='warn') }}
-- Names what takes back an invoice that sold credits and yet lowers revenue: the invoice charges something else, too,
-- or the customer's credits earned more than stays paid for them, so that nothing says how much was unused credit.
-- Revenue may be too low by that. Compare with the credit ledger.

with lines as (

    select * from {{ ref('int_revenue_lines_accepted') }} where invoice_native_id is not null

),

pack_invoices as (

    select distinct vendor, source_account, invoice_native_id
    from lines
    where line_kind = 'charge' and decision = 'deferred_prepaid'

)

select
    lines.vendor || ': ' || lines.line_kind || ' ' || lines.source_record_id || ' ('
    || cast(lines.net_amount as {{ type_of('text') }}) || ' ' || lines.currency_code || ') of invoice '
    || lines.invoice_native_id || ' lowers revenue, although the invoice sold credits: how much of them was unused?'
        as message
from lines
left join pack_invoices
    on lines.vendor = pack_invoices.vendor
    and lines.source_account = pack_invoices.source_account
    and lines.invoice_native_id = pack_invoices.invoice_native_id
where pack_invoices.invoice_native_id is not null
    and lines.line_kind in ('credit_note', 'refund', 'dispute')
    and lines.decision = 'accepted'
