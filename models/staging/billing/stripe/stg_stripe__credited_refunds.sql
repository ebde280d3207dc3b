-- Grain: one row per refund that a credit note counts, or may count. A note names its refund; newer API versions list
-- the refunds of a note (credit_note_refund). Where that list was not landed, a note with an amount paid out after
-- payment takes the refund of the same invoice and amount, one for one. is_certain is false for a further refund of
-- an invoice with such a note left over: it may be the note's cash, counting it could take the money back twice.

with notes as (

    select * from {{ ref('stg_stripe__credit_notes') }} where exclusion_reason is null

),

listed as (

    select distinct credit_note_id, refund_id
    from ({{ raw_rows('stripe', 'credit_note_refund', {'credit_note_id': 'text', 'refund_id': 'text'}) }}) as landed

),

named as (

    select credit_note_id, refund_id from notes where refund_id is not null
    {{ union_distinct() }}
    select notes.credit_note_id, listed.refund_id
    from notes
    left join listed on notes.credit_note_id = listed.credit_note_id
    where listed.refund_id is not null

),

unnamed_notes as (

    select
        notes.credit_note_id,
        notes.invoice_native_id,
        notes.minor_post_payment as minor_amount,
        row_number() over (
            partition by notes.invoice_native_id, notes.minor_post_payment
            order by notes.credited_at, notes.credit_note_id
        ) as pair_number
    from notes
    left join named on notes.credit_note_id = named.credit_note_id
    where notes.minor_post_payment > 0 and named.credit_note_id is null

),

unnamed_refunds as (

    select
        refunds.id as refund_id,
        refunds.invoice_native_id,
        refunds.minor_amount,
        row_number() over (
            partition by refunds.invoice_native_id, refunds.minor_amount
            order by refunds.created_at, refunds.id
        ) as pair_number
    from (
        select id, invoice_native_id, min(minor_amount) as minor_amount, min(reversed_at) as created_at
        from {{ ref('stg_stripe__reversals') }}
        where line_kind = 'refund' and status_exclusion is null and invoice_native_id is not null
        group by id, invoice_native_id
    ) as refunds
    left join named on refunds.id = named.refund_id
    where named.refund_id is null

),

paired as (

    select
        unnamed_refunds.refund_id,
        unnamed_refunds.invoice_native_id,
        unnamed_notes.credit_note_id
    from unnamed_refunds
    left join unnamed_notes
        on unnamed_refunds.invoice_native_id = unnamed_notes.invoice_native_id
        and unnamed_refunds.minor_amount = unnamed_notes.minor_amount
        and unnamed_refunds.pair_number = unnamed_notes.pair_number

),

left_over as (

    select unnamed_notes.invoice_native_id, min(unnamed_notes.credit_note_id) as credit_note_id
    from unnamed_notes
    left join paired on unnamed_notes.credit_note_id = paired.credit_note_id
    where paired.credit_note_id is null
    group by unnamed_notes.invoice_native_id

)

select refund_id, min(credit_note_id) as credit_note_id, true as is_certain
from named
group by refund_id
union all
select
    paired.refund_id,
    coalesce(paired.credit_note_id, left_over.credit_note_id) as credit_note_id,
    paired.credit_note_id is not null as is_certain
from paired
left join left_over on paired.invoice_native_id = left_over.invoice_native_id
where paired.credit_note_id is not null or left_over.credit_note_id is not null
