-- Grain: one row per charge, its newest version; a look-up for fees, refunds and disputes. amount: major units of
-- the currency that the customer paid in. Failed charges are kept: they are payments that brought nothing.

with charges as (

    {{ newest_rows(
        'stripe', 'charge', ['id'],
        {
            'id': 'text', 'customer_id': 'text', 'invoice_id': 'text', 'payment_intent_id': 'text',
            'amount': 'integer', 'currency': 'text', 'status': 'text', 'livemode': 'boolean',
            'connected_account_id': 'text', '_fivetran_synced': 'timestamp',
        },
        'fivetran_synced'
    ) }}

),

minor_units as (

    select * from {{ ref('stg_stripe__minor_units') }}

)

select
    charges.id as charge_id,
    charges.customer_id as customer_native_id,
    charges.invoice_id as invoice_native_id,
    charges.payment_intent_id,
    charges.connected_account_id,
    charges.status = 'succeeded' as is_paid,
    {{ safe_boolean('charges.livemode') }} as is_live,
    upper(charges.currency) as currency_code,
    {{ major_amount(safe_number('charges.amount', 'count'), 'minor_units.minor_unit_factor') }} as amount
from charges
left join minor_units on upper(charges.currency) = minor_units.currency_code
