-- Grain: one row per raw row of `credit_notes`, in the columns of the revenue line contract. Amounts: major units of
-- the credited invoice, before tax, negative. A note counts as a whole on the day it was made: its lines name items,
-- not prices. Voided notes carry an exclusion_reason; a note whose invoice was not landed a row_issue.

with notes as (

    {{ raw_rows('orb', 'credit_notes', {
        'id': 'text', 'invoice_id': 'text', 'subtotal': 'text', 'voided_at': 'timestamp', 'created_at': 'timestamp',
        'updated_at': 'timestamp',
    }) }}

),

invoices as (

    select * from {{ ref('stg_orb__invoices') }}

),

measured as (

    select
        notes.*,
        invoices.customer_native_id,
        invoices.subscription_native_id,
        invoices.invoice_status,
        invoices.currency_code,
        invoices.exclusion_reason as invoice_exclusion,
        invoices.invoice_native_id is null as is_orphan,
        -{{ safe_number('notes.subtotal') }} as note_amount,
        {{ safe_timestamp('notes.created_at') }} as credited_at,
        coalesce({{ safe_timestamp('notes.updated_at') }}, {{ safe_timestamp('notes.created_at') }}) as loaded_at
    from notes
    left join invoices on notes.invoice_id = invoices.invoice_native_id

),

mapped as (

    select
        'orb' as vendor,
        'credit_notes' as source_table,
        '' as source_account,
        id as source_record_id,
        'credit_note' as line_kind,
        'one_time' as revenue_type,
        invoice_id as invoice_native_id,
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
        note_amount as gross_amount,
        0 as discount_amount,
        0 as credit_applied_amount,
        note_amount as net_amount,
        0 as tax_amount,
        currency_code,
        credited_at as service_start_at,
        {{ period_end_after('credited_at', 'credited_at') }} as service_end_at,
        credited_at as invoiced_at,
        loaded_at as source_updated_at,
        loaded_at,
        case when voided_at is not null then 'void' else invoice_exclusion end as exclusion_reason,
        coalesce(
            {{ row_issue([
                ('subtotal', 'subtotal', 'note_amount'),
                ('created_at', 'created_at', 'credited_at', 'a time'),
            ]) }},
            case when is_orphan then 'invoice_id: invoice "' || coalesce(invoice_id, '') || '" was not landed' end
        ) as row_issue
    from measured

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
