-- Grain: one row per raw row of `credit_notes`, in the columns of the revenue line contract. Amounts: major units of
-- the credited invoice, before tax, negative: the total without the tax of its lines, because the subtotal is before
-- what discounts and minimums of the invoice take off; where lines or total are not landed, the subtotal. A note counts
-- as a whole on the day it was made (its lines name items, not prices) for who used the invoice, if one did. Voided
-- notes carry an exclusion_reason; a note whose invoice was not landed a row_issue.

with landed as (

    {{ raw_rows('orb', 'credit_notes', {
        'id': 'text', 'invoice_id': 'text', 'subtotal': 'text', 'total': 'text', 'line_items': 'json',
        'voided_at': 'timestamp', 'created_at': 'timestamp', 'updated_at': 'timestamp',
    }) }}

),

notes as (

    select
        landed.*,
        coalesce({{ json_array_length('line_items') }}, 0) > 0 and total is not null as has_total
    from landed

),

taxes as (

    select * from {{ ref('stg_orb__credit_note_taxes') }}

),

invoices as (

    select * from {{ ref('stg_orb__invoices') }}

),

users as (

    select invoice_native_id, min(user_native_id) as user_native_id
    from {{ ref('stg_orb__line_users') }}
    group by invoice_native_id
    having count(distinct user_native_id) = 1

),

measured as (

    select
        notes.*,
        coalesce(users.user_native_id, invoices.customer_native_id) as customer_native_id,
        invoices.customer_native_id as payer_native_id,
        invoices.subscription_native_id,
        invoices.invoice_status,
        invoices.currency_code,
        invoices.exclusion_reason as invoice_exclusion,
        invoices.invoice_native_id is null as is_orphan,
        case
            when notes.has_total then {{ safe_number('notes.total') }} - coalesce(taxes.tax_amount, 0)
            else {{ safe_number('notes.subtotal') }}
        end as credited_amount,
        {{ safe_timestamp('notes.created_at') }} as credited_at,
        coalesce({{ safe_timestamp('notes.updated_at') }}, {{ safe_timestamp('notes.created_at') }}) as loaded_at
    from notes
    left join taxes on notes.id = taxes.credit_note_id
    left join invoices on notes.invoice_id = invoices.invoice_native_id
    left join users on notes.invoice_id = users.invoice_native_id

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
        payer_native_id,
        subscription_native_id,
        null as price_native_id,
        null as product_native_id,
        null as meter_native_id,
        null as feature_ref,
        null as quantity,
        null as unit_amount,
        -credited_amount as gross_amount,
        0 as discount_amount,
        0 as credit_applied_amount,
        -credited_amount as net_amount,
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
                ('total', 'case when has_total then total end', 'credited_amount'),
                ('subtotal', 'case when not has_total then subtotal end', 'credited_amount'),
                ('created_at', 'created_at', 'credited_at', 'a time'),
            ]) }},
            case when is_orphan then 'invoice_id: invoice "' || coalesce(invoice_id, '') || '" was not landed' end
        ) as row_issue
    from measured

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
