-- Grain: one row per payment reference (a charge or a payment intent) with the invoice that it paid. Older API
-- versions say so on the charge, newer ones in `invoice_payment`. A payment of several invoices is named by the
-- one that it paid most of. No amounts go on from here.

with charges as (

    select * from {{ ref('stg_stripe__charges') }}

),

payments as (

    {{ newest_rows(
        'stripe', 'invoice_payment', ['id'],
        {
            'id': 'text', 'invoice_id': 'text', 'payment_intent_id': 'text', 'charge_id': 'text',
            'amount_paid': 'integer', 'status': 'text', '_fivetran_synced': 'timestamp',
        },
        'fivetran_synced'
    ) }}

),

candidates as (

    select charge_id as payment_ref, invoice_native_id, 1 as source_rank, amount from charges
    union all
    select payment_intent_id as payment_ref, invoice_native_id, 1 as source_rank, amount from charges
    union all
    select
        charge_id as payment_ref,
        invoice_id as invoice_native_id,
        2 as source_rank,
        {{ safe_number('amount_paid', 'money') }} as amount
    from payments
    where status = 'paid'
    union all
    select
        payment_intent_id as payment_ref,
        invoice_id as invoice_native_id,
        2 as source_rank,
        {{ safe_number('amount_paid', 'money') }} as amount
    from payments
    where status = 'paid'

),

ranked as (

    select
        payment_ref,
        invoice_native_id,
        row_number() over (
            partition by payment_ref
            order by source_rank, amount desc nulls last, invoice_native_id
        ) as candidate_rank
    from candidates
    where payment_ref is not null and invoice_native_id is not null

)

select payment_ref, invoice_native_id
from ranked
where candidate_rank = 1
