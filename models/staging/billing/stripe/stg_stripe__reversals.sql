-- Grain: one row per raw row of `refund` and of `dispute`, with the payment and the invoice behind it. amount: as
-- landed, minor units. status_exclusion: why no money went back. Nothing is dropped.

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

charges as (

    select * from {{ ref('stg_stripe__charges') }}

),

paid_invoices as (

    select * from {{ ref('stg_stripe__paid_invoices') }}

),

reversals as (

    select
        'refund' as line_kind,
        id, charge_id, payment_intent_id, amount, currency, created, connected_account_id, fivetran_synced,
        true as is_live,
        case when coalesce(status, 'succeeded') <> 'succeeded' then 'refund_' || status end as status_exclusion
    from refunds
    union all
    select
        'dispute' as line_kind,
        id, charge_id, cast(null as {{ type_of('text') }}) as payment_intent_id, amount, currency, created,
        connected_account_id, fivetran_synced,
        coalesce({{ safe_boolean('livemode') }}, true) as is_live,
        case when coalesce(status, '') <> 'lost' then 'dispute_' || coalesce(status, 'open') end as status_exclusion
    from disputes

),

linked as (

    select
        reversals.*,
        charges.customer_native_id as paying_customer_id,
        coalesce(charges.is_live, true) as is_charge_live,
        coalesce(reversals.connected_account_id, charges.connected_account_id) as account_id,
        coalesce(by_charge.invoice_native_id, by_intent.invoice_native_id) as invoice_native_id
    from reversals
    left join charges on reversals.charge_id = charges.charge_id
    left join paid_invoices as by_charge on reversals.charge_id = by_charge.payment_ref
    left join paid_invoices as by_intent
        on coalesce(reversals.payment_intent_id, charges.payment_intent_id) = by_intent.payment_ref

)

select * from linked
