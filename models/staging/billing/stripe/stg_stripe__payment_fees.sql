-- Grain: one row per raw row of `balance_transaction`. fee_amount: major units of the settlement currency, positive =
-- cost; payment_amount: what a successful charge brought, in the currency paid. Failed charges bring nothing.
-- Movements without payment or fee (payouts, transfers) are excluded, as are test mode and connected accounts.

with movements as (

    {{ raw_rows('stripe', 'balance_transaction', {
        'id': 'text', 'source': 'text', 'type': 'text', 'amount': 'integer', 'fee': 'integer', 'currency': 'text',
        'created': 'timestamp', 'connected_account_id': 'text', '_fivetran_synced': 'timestamp',
    }) }}

),

charges as (

    select * from {{ ref('stg_stripe__charges') }}

),

-- What a movement points at: a charge itself, or a refund or dispute of one.
reversals as (

    select id, max(charge_id) as charge_id
    from {{ ref('stg_stripe__reversals') }}
    where line_kind in ('refund', 'dispute')
    group by id

),

paid_invoices as (

    select * from {{ ref('stg_stripe__paid_invoices') }}

),

minor_units as (

    select * from {{ ref('stg_stripe__minor_units') }}

),

pointed as (

    select
        movements.*,
        coalesce(reversals.charge_id, movements.source) as charge_id,
        case
            when movements.type in ('charge', 'payment') then 'processing'
            when movements.type in ('refund', 'payment_refund') then 'refund'
            when movements.type in ('stripe_fee', 'stripe_fx_fee', 'network_cost', 'tax_fee') then 'account'
            when reversals.id is not null then 'dispute'
            else 'other'
        end as fee_kind,
        {{ safe_number('movements.amount', 'count') }} as minor_amount,
        {{ safe_number('movements.fee', 'count') }} as minor_fee
    from movements
    left join reversals on movements.source = reversals.id

),

measured as (

    select
        pointed.*,
        minor_units.minor_unit_factor,
        -- a fee that Stripe bills by itself is the amount of the movement, taken from the balance
        case when fee_kind = 'account' then coalesce(minor_fee, 0) - minor_amount else minor_fee end as minor_cost,
        charges.customer_native_id,
        charges.is_live,
        coalesce(pointed.connected_account_id, charges.connected_account_id) as account_id,
        -- the balance moves only for payments that succeeded, so the movement stands in for a charge not landed
        case
            when fee_kind <> 'processing' or not coalesce(charges.is_paid, true) then null
            when charges.charge_id is not null then charges.amount
            else {{ major_amount('minor_amount', 'minor_units.minor_unit_factor') }}
        end as payment_amount,
        case
            when fee_kind <> 'processing' or not coalesce(charges.is_paid, true) then null
            else coalesce(charges.currency_code, upper(pointed.currency))
        end as payment_currency_code,
        coalesce(by_charge.invoice_native_id, by_intent.invoice_native_id) as invoice_native_id
    from pointed
    left join charges on pointed.charge_id = charges.charge_id
    left join paid_invoices as by_charge on pointed.charge_id = by_charge.payment_ref
    left join paid_invoices as by_intent on charges.payment_intent_id = by_intent.payment_ref
    left join minor_units on upper(pointed.currency) = minor_units.currency_code

),

mapped as (

    select
        'stripe' as vendor,
        'balance_transaction' as source_table,
        coalesce(account_id, '') as source_account,
        id as source_record_id,
        fee_kind,
        source as payment_native_id,
        invoice_native_id,
        customer_native_id,
        payment_amount,
        payment_currency_code,
        {{ major_amount('minor_cost', 'minor_unit_factor') }} as fee_amount,
        upper(currency) as currency_code,
        {{ safe_timestamp('created') }} as occurred_at,
        {{ safe_timestamp('fivetran_synced') }} as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        case
            when not is_live then 'test_mode'
            when account_id is not null then 'connected_account'
            when fee_kind <> 'processing' and coalesce(minor_cost, 0) = 0 then 'not_a_fee'
        end as exclusion_reason,
        {{ row_issue([
            ('fee', 'fee', 'minor_fee'),
            ('amount', 'amount', 'minor_amount'),
            ('currency', 'currency', 'minor_unit_factor', 'a known currency'),
            ('created', 'created', safe_timestamp('created'), 'a time'),
        ]) }} as row_issue
    from measured

)

select
    {{ contract_columns('payment_fees') }}
from mapped
