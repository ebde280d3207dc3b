-- Grain: one line of a credit note, in the columns of the revenue line contract. Amounts: major units, tax out: what
-- the note takes back is negative, a discount that it takes back positive. A note counts once, on its own date,
-- whatever it is used for: allocations to other invoices and refunds of it are settlement. Write-offs and chargebacks
-- are kept apart by line_kind. The period is the line's own where it has length (a proration), else that of the
-- credited line.

with lines as (

    select * from {{ ref('stg_chargebee__document_lines') }} where document_kind = 'credit_note'

),

notes as (

    select * from {{ ref('stg_chargebee__documents') }} where document_kind = 'credit_note'

),

invoices as (

    select * from {{ ref('stg_chargebee__documents') }} where document_kind = 'invoice'

),

invoice_lines as (

    select * from {{ ref('stg_chargebee__invoice_lines') }}

),

joined as (

    select
        lines.*,
        notes.invoice_native_id,
        notes.reason_code,
        notes.currency_code,
        notes.minor_unit_factor,
        notes.dated_at,
        notes.changed_at,
        notes.loaded_at,
        coalesce(notes.exclusion_reason, invoices.exclusion_reason) as exclusion_reason,
        invoices.document_status as invoice_status,
        notes.invoice_native_id is not null and invoices.document_id is null as is_orphan,
        coalesce(lines.line_customer_id, notes.customer_native_id) as customer_native_id,
        notes.customer_native_id as payer_native_id,
        coalesce(lines.line_subscription_id, notes.subscription_native_id) as subscription_native_id,
        coalesce(lines.entity_id, invoice_lines.price_native_id) as price_native_id,
        invoice_lines.product_native_id,
        invoice_lines.meter_native_id,
        invoice_lines.feature_ref,
        coalesce(invoice_lines.revenue_type, 'one_time') as revenue_type,
        case
            when lines.period_start_at < lines.period_end_at then lines.period_start_at
            else coalesce(invoice_lines.service_start_at, notes.dated_at)
        end as service_start_at,
        case
            when lines.period_start_at < lines.period_end_at then lines.period_end_at
            else coalesce(invoice_lines.service_end_at, notes.dated_at)
        end as stated_end_at
    from lines
    left join notes on lines.document_id = notes.document_id
    left join invoices on notes.invoice_native_id = invoices.document_id
    left join invoice_lines
        on 'invoice|' || notes.invoice_native_id || '|' || lines.reference_line_item_id
        = invoice_lines.source_record_id

),

mapped as (

    select
        'chargebee' as vendor,
        'credit_note.line_items' as source_table,
        '' as source_account,
        'credit_note|' || document_id || '|' || line_id as source_record_id,
        case reason_code
            when 'write_off' then 'write_off'
            when 'chargeback' then 'dispute'
            else 'credit_note'
        end as line_kind,
        revenue_type,
        invoice_native_id,
        invoice_status,
        customer_native_id,
        payer_native_id,
        subscription_native_id,
        price_native_id,
        product_native_id,
        meter_native_id,
        feature_ref,
        quantity,
        unit_amount,
        -gross_amount as gross_amount,
        discount_amount,
        0 as credit_applied_amount,
        discount_amount - gross_amount as net_amount,
        -tax_amount as tax_amount,
        currency_code,
        service_start_at,
        {{ period_end_after('service_start_at', 'stated_end_at') }} as service_end_at,
        dated_at as invoiced_at,
        changed_at as source_updated_at,
        loaded_at,
        exclusion_reason,
        coalesce(
            row_issue,
            case
                when is_orphan
                    then 'reference_invoice_id: invoice "' || invoice_native_id || '" was not landed'
                when minor_unit_factor is null
                    then 'currency_code: "' || coalesce(currency_code, '') || '" is not a known currency'
            end
        ) as row_issue
    from joined

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
