-- Grain: one row per raw row of `refund` and of `dispute`, in the columns of the revenue line contract. Amounts:
-- major units, negative, without the share of tax that the paid invoice had. Only money that went back counts: a
-- refund that succeeded and that no credit note has counted, a dispute that was lost. Payments of no landed invoice
-- (another biller uses Stripe as processor only) and of connected accounts were never our revenue: excluded.

with reversals as (

    select * from {{ ref('stg_stripe__reversals') }}

),

invoices as (

    select * from {{ ref('stg_stripe__invoices') }}

),

credited_refunds as (

    select distinct refund_id
    from {{ ref('stg_stripe__credit_notes') }}
    where exclusion_reason is null and refund_id is not null

),

minor_units as (

    select * from {{ ref('stg_stripe__minor_units') }}

),

measured as (

    select
        reversals.*,
        invoices.invoice_native_id as landed_invoice_id,
        invoices.invoice_status,
        invoices.subscription_native_id,
        coalesce(invoices.customer_native_id, reversals.paying_customer_id) as customer_native_id,
        invoices.exclusion_reason as invoice_exclusion,
        credited_refunds.refund_id is not null as is_counted_by_note,
        minor_units.minor_unit_factor,
        upper(reversals.currency) as currency_code,
        {{ safe_number('reversals.amount', 'count') }} as minor_amount,
        coalesce(
            {{ whole_share(safe_number('reversals.amount', 'count'), 'invoices.minor_tax', 'invoices.minor_total') }}, 0
        ) as minor_tax,
        {{ safe_timestamp('reversals.created') }} as reversed_at,
        {{ safe_timestamp('reversals.fivetran_synced') }} as loaded_at
    from reversals
    left join invoices on reversals.invoice_native_id = invoices.invoice_native_id
    left join credited_refunds on reversals.id = credited_refunds.refund_id
    left join minor_units on upper(reversals.currency) = minor_units.currency_code

),

mapped as (

    select
        'stripe' as vendor,
        line_kind as source_table,
        coalesce(account_id, '') as source_account,
        id as source_record_id,
        line_kind,
        null as revenue_type,
        invoice_native_id,
        invoice_status,
        customer_native_id,
        customer_native_id as payer_native_id,
        subscription_native_id,
        null as price_native_id,
        null as product_native_id,
        null as meter_native_id,
        null as feature_ref,
        null as quantity,
        null as unit_amount,
        {{ major_amount('(minor_tax - minor_amount)', 'minor_unit_factor') }} as gross_amount,
        0 as discount_amount,
        0 as credit_applied_amount,
        {{ major_amount('(minor_tax - minor_amount)', 'minor_unit_factor') }} as net_amount,
        {{ major_amount('-minor_tax', 'minor_unit_factor') }} as tax_amount,
        currency_code,
        reversed_at as service_start_at,
        {{ period_end_after('reversed_at', 'reversed_at') }} as service_end_at,
        reversed_at as invoiced_at,
        loaded_at as source_updated_at,
        loaded_at,
        case
            when not (is_live and is_charge_live) then 'test_mode'
            when status_exclusion is not null then status_exclusion
            when account_id is not null then 'connected_account'
            when is_counted_by_note then 'counted_by_credit_note'
            when landed_invoice_id is null then 'no_invoice'
            else invoice_exclusion
        end as exclusion_reason,
        {{ row_issue([
            ('amount', 'amount', 'minor_amount'),
            ('currency', 'currency', 'minor_unit_factor', 'a known currency'),
            ('created', 'created', 'reversed_at', 'a time'),
        ]) }} as row_issue
    from measured

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
