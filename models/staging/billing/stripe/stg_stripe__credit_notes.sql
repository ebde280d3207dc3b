-- Grain: one row per credit note, its newest version; a look-up for its lines and for the refund that pays it out.
-- Amounts (minor units, tax inside) count only where a note has no lines. exclusion_reason: why the note takes nothing
-- back.

with notes as (

    {{ newest_rows(
        'stripe', 'credit_note', ['id'],
        {
            'id': 'text', 'invoice_id': 'text', 'refund_id': 'text', 'status': 'text', 'currency': 'text',
            'total': 'integer', 'post_payment_amount': 'integer', 'created': 'timestamp', 'livemode': 'boolean',
            '_fivetran_synced': 'timestamp',
        },
        'fivetran_synced'
    ) }}

),

minor_units as (

    select * from {{ ref('stg_stripe__minor_units') }}

)

select
    notes.id as credit_note_id,
    notes.invoice_id as invoice_native_id,
    notes.refund_id,
    upper(notes.currency) as currency_code,
    minor_units.minor_unit_factor,
    {{ safe_number('notes.total', 'count') }} as minor_total,
    {{ safe_number('notes.post_payment_amount', 'count') }} as minor_post_payment,
    {{ safe_timestamp('notes.created') }} as credited_at,
    {{ safe_timestamp('notes.fivetran_synced') }} as loaded_at,
    case
        when not {{ safe_boolean('notes.livemode') }} then 'test_mode'
        when notes.status = 'void' then 'void'
    end as exclusion_reason
from notes
left join minor_units on upper(notes.currency) = minor_units.currency_code
