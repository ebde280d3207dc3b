-- Grain: one row per raw row of `refund` and of `dispute`, per credit note without lines, and per invoice given up as
-- uncollectible, with the payment and the invoice behind it. minor_amount: positive, minor units, tax inside.
-- status_exclusion: why no money went back. Nothing is dropped.

with refunds as (

    {{ raw_rows('stripe', 'refund', {
        'id': 'text', 'charge_id': 'text', 'payment_intent_id': 'text', 'amount': 'integer', 'currency': 'text',
        'status': 'text', 'created': 'timestamp', 'connected_account_id': 'text', '_fivetran_synced': 'timestamp',
    }) }}

),

disputes as (

    {{ raw_rows('stripe', 'dispute', {
        'id': 'text', 'charge_id': 'text', 'amount': 'integer', 'currency': 'text', 'status': 'text',
        'created': 'timestamp', 'livemode': 'boolean', 'connected_account_id': 'text',
        '_fivetran_synced': 'timestamp',
    }) }}

),

-- a note is told by its lines; only one that has none is told by its total
lineless_notes as (

    select notes.*
    from {{ ref('stg_stripe__credit_notes') }} as notes
    left join (
        select distinct credit_note_id
        from ({{ raw_rows('stripe', 'credit_note_line_item', {'credit_note_id': 'text'}) }}) as landed
    ) as note_lines on notes.credit_note_id = note_lines.credit_note_id
    where note_lines.credit_note_id is null and notes.minor_total is not null

),

given_up as (

    select * from {{ ref('stg_stripe__invoices') }} where invoice_status = 'uncollectible' and minor_remaining > 0

),

charges as (

    select * from {{ ref('stg_stripe__charges') }}

),

paid_invoices as (

    select * from {{ ref('stg_stripe__paid_invoices') }}

),

reversals as (

    {% set cells = [
        ('amount', 'amount', safe_number('amount', 'count')),
        ('created', 'created', safe_timestamp('created'), 'a time')
    ] %}
    {% for kind, intent, live, status in [
        (
            'refund', 'payment_intent_id', 'true',
            "case when coalesce(status, 'succeeded') <> 'succeeded' then 'refund_' || status end"
        ),
        (
            'dispute', 'cast(null as ' ~ type_of('text') ~ ')', 'coalesce(' ~ safe_boolean('livemode') ~ ', true)',
            "case when coalesce(status, '') <> 'lost' then 'dispute_' || coalesce(status, 'open') end"
        )
    ] %}
    select
        '{{ kind }}' as line_kind, '{{ kind }}' as source_table, id, charge_id, {{ intent }} as payment_intent_id,
        cast(null as {{ type_of('text') }}) as invoice_id, connected_account_id, upper(currency) as currency_code,
        {{ safe_number('amount', 'count') }} as minor_amount, {{ safe_timestamp('created') }} as reversed_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at, {{ live }} as is_live, {{ status }} as status_exclusion,
        {{ row_issue(cells) }} as cell_issue
    from {{ kind }}s
    union all
    {% endfor %}
    select
        'credit_note' as line_kind, 'credit_note' as source_table, credit_note_id as id, null as charge_id,
        null as payment_intent_id, invoice_native_id as invoice_id, null as connected_account_id, currency_code,
        minor_total as minor_amount, credited_at as reversed_at, loaded_at, true as is_live,
        exclusion_reason as status_exclusion, null as cell_issue
    from lineless_notes
    union all
    select
        'write_off' as line_kind, 'invoice' as source_table, invoice_native_id as id, null as charge_id,
        null as payment_intent_id, invoice_native_id as invoice_id, null as connected_account_id, currency_code,
        minor_remaining as minor_amount, coalesce(uncollectible_at, invoiced_at) as reversed_at, loaded_at,
        true as is_live, exclusion_reason as status_exclusion, null as cell_issue
    from given_up

)

select
    reversals.*,
    charges.customer_native_id as paying_customer_id,
    coalesce(charges.is_live, true) as is_charge_live,
    coalesce(reversals.connected_account_id, charges.connected_account_id) as account_id,
    coalesce(
        reversals.invoice_id, by_charge.invoice_native_id, by_intent.invoice_native_id
    ) as invoice_native_id
from reversals
left join charges on reversals.charge_id = charges.charge_id
left join paid_invoices as by_charge on reversals.charge_id = by_charge.payment_ref
left join paid_invoices as by_intent
    on coalesce(reversals.payment_intent_id, charges.payment_intent_id) = by_intent.payment_ref
