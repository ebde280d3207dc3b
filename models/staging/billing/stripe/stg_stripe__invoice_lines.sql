-- Grain: one row per raw row of `invoice_line_item`, in the columns of the revenue line contract. Amounts: major
-- units, tax out, positive = revenue, discounts negative. Nothing is dropped: temporary copies and lines of draft,
-- void, deleted and test invoices carry an exclusion_reason; a line whose invoice was not landed cannot be judged
-- and carries a row_issue. Failed payments never show here: what is billed is revenue, paid or not.

with lines as (

    select * from {{ ref('stg_stripe__line_versions') }}

),

invoices as (

    select * from {{ ref('stg_stripe__invoices') }}

),

reductions as (

    select * from {{ ref('stg_stripe__line_reductions') }}

),

priced as (

    select
        lines.*,
        invoices.customer_native_id,
        invoices.invoice_status,
        invoices.invoiced_at,
        invoices.exclusion_reason as invoice_exclusion_reason,
        coalesce(lines.subscription_native_id, invoices.subscription_native_id) as contract_native_id,
        invoices.invoice_native_id is null as is_orphan,
        coalesce(reductions.inclusive_tax_amount, 0) as inclusive_tax_amount,
        lines.amount_with_inclusive_tax - coalesce(reductions.inclusive_tax_amount, 0) as gross_amount,
        -coalesce(reductions.discount_amount, 0) as discount_amount
    from lines
    left join invoices on lines.invoice_id = invoices.invoice_native_id
    left join reductions
        on lines.invoice_id = reductions.invoice_id and lines.line_key = reductions.line_key

),

mapped as (

    select
        'stripe' as vendor,
        'invoice_line_item' as source_table,
        '' as source_account,
        invoice_id || '|' || line_key as source_record_id,
        'charge' as line_kind,
        revenue_type,
        invoice_id as invoice_native_id,
        invoice_status,
        customer_native_id,
        customer_native_id as payer_native_id,
        contract_native_id as subscription_native_id,
        price_native_id,
        product_native_id,
        meter_native_id,
        feature_ref,
        true_quantity as quantity,
        unit_amount,
        gross_amount,
        discount_amount,
        0 as credit_applied_amount,
        gross_amount + discount_amount as net_amount,
        inclusive_tax_amount as tax_amount,
        currency_code,
        period_start_at as service_start_at,
        {{ period_end_after('period_start_at', 'period_end_at') }} as service_end_at,
        invoiced_at,
        loaded_at as source_updated_at,
        loaded_at,
        case
            when not is_live then 'test_mode'
            when is_temporary then 'temporary_line'
            else invoice_exclusion_reason
        end as exclusion_reason,
        coalesce(
            {{ row_issue([
                ('amount', 'amount', 'minor_amount'),
                ('currency', 'currency', 'minor_unit_factor', 'a known currency'),
                ('quantity', 'quantity', 'stated_quantity'),
                ('period_start', 'period_start', 'period_start_at', 'a time'),
                ('period_end', 'period_end', 'period_end_at', 'a time'),
            ]) }},
            case when is_orphan then 'invoice_id: invoice "' || coalesce(invoice_id, '') || '" was not landed' end
        ) as row_issue
    from priced

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
