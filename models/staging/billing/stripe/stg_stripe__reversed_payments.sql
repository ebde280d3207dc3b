-- Grain: one row per raw row of `refund` and of `dispute`, per credit note without lines and per invoice given up as
-- uncollectible (line_kind write_off: bad debt beside the revenue, which stays), in the columns of the revenue line
-- contract. Amounts: major units, negative, without the share of tax that the invoice had. Only money that went back
-- counts: a refund that succeeded and that no credit note has counted, a dispute that was lost. Payments of no landed
-- invoice (another biller uses Stripe as processor only) and of connected accounts were never our revenue: excluded.

with reversals as (

    select * from {{ ref('stg_stripe__reversals') }}

),

invoices as (

    select * from {{ ref('stg_stripe__invoices') }}

),

credited_refunds as (

    select * from {{ ref('stg_stripe__credited_refunds') }}

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
        coalesce(credited_refunds.is_certain, false) as is_counted_by_note,
        case when not credited_refunds.is_certain then credited_refunds.credit_note_id end as doubtful_note_id,
        minor_units.minor_unit_factor,
        coalesce({{ whole_share('reversals.minor_amount', 'invoices.minor_tax', 'invoices.minor_total') }}, 0)
        as minor_tax
    from reversals
    left join invoices on reversals.invoice_native_id = invoices.invoice_native_id
    left join credited_refunds on reversals.line_kind = 'refund' and reversals.id = credited_refunds.refund_id
    left join minor_units on reversals.currency_code = minor_units.currency_code

),

mapped as (

    select
        'stripe' as vendor,
        source_table,
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
        coalesce(
            cell_issue,
            case
                when minor_unit_factor is null
                    then 'currency: "' || coalesce(currency_code, '') || '" is not a known currency'
                when doubtful_note_id is not null
                    then 'id: may be the cash of credit note "' || doubtful_note_id || '"; land credit_note_refund'
            end
        ) as row_issue
    from measured

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
