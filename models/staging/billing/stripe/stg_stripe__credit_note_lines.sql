-- Grain: one row per raw row of `credit_note_line_item`, in the columns of the revenue line contract. Amounts: major
-- units, tax out, natural sign: what the note takes back is negative, a discount that it takes back positive. Service
-- period, price and feature are those of the credited line; without one, the note's own day. Notes that are void,
-- test or about an excluded invoice carry an exclusion_reason; a line without landed note or invoice a row_issue.

with note_lines as (

    {{ raw_rows('stripe', 'credit_note_line_item', {
        'id': 'text', 'credit_note_id': 'text', 'amount': 'integer', 'discount_amount': 'integer',
        'invoice_line_item': 'text', 'quantity': 'integer', 'livemode': 'boolean', '_fivetran_synced': 'timestamp',
    }) }}

),

notes as (

    select * from {{ ref('stg_stripe__credit_notes') }}

),

invoices as (

    select * from {{ ref('stg_stripe__invoices') }}

),

credited_lines as (

    select * from {{ ref('stg_stripe__credited_lines') }}

),

-- a name may stand for one line only within its invoice; every note line keeps its single row
joined as (

    select
        note_lines.*,
        notes.invoice_native_id,
        notes.credited_at,
        notes.currency_code,
        notes.minor_unit_factor,
        notes.exclusion_reason as note_exclusion_reason,
        notes.credit_note_id as landed_note_id,
        invoices.invoice_native_id as landed_invoice_id,
        invoices.customer_native_id,
        invoices.invoice_status,
        invoices.exclusion_reason as invoice_exclusion_reason,
        coalesce(credited_lines.subscription_native_id, invoices.subscription_native_id) as subscription_native_id,
        credited_lines.revenue_type,
        credited_lines.price_native_id,
        credited_lines.product_native_id,
        credited_lines.meter_native_id,
        credited_lines.feature_ref,
        credited_lines.period_start_at,
        credited_lines.period_end_at,
        {{ safe_number('note_lines.amount', 'count') }} as minor_amount,
        coalesce({{ safe_number('note_lines.discount_amount', 'count') }}, 0) as minor_discount,
        {{ whole_share(
            safe_number('note_lines.amount', 'count'),
            split_weight('credited_lines.inclusive_tax_amount'),
            split_weight('credited_lines.amount_with_inclusive_tax')
        ) }} as minor_tax
    from note_lines
    left join notes on note_lines.credit_note_id = notes.credit_note_id
    left join invoices on notes.invoice_native_id = invoices.invoice_native_id
    left join credited_lines
        on notes.invoice_native_id = credited_lines.invoice_id
        and note_lines.invoice_line_item = credited_lines.object_id

),

measured as (

    select
        joined.*,
        {{ major_amount('(coalesce(minor_tax, 0) - minor_amount)', 'minor_unit_factor') }} as gross_amount,
        {{ major_amount('minor_discount', 'minor_unit_factor') }} as taken_back_discount,
        {{ major_amount('-coalesce(minor_tax, 0)', 'minor_unit_factor') }} as tax_amount,
        coalesce(period_start_at, credited_at) as service_start_at,
        case when period_start_at is null then credited_at else period_end_at end as stated_end_at
    from joined

),

mapped as (

    select
        'stripe' as vendor,
        'credit_note_line_item' as source_table,
        '' as source_account,
        credit_note_id || '|' || id as source_record_id,
        'credit_note' as line_kind,
        coalesce(revenue_type, 'one_time') as revenue_type,
        invoice_native_id,
        invoice_status,
        customer_native_id,
        customer_native_id as payer_native_id,
        subscription_native_id,
        price_native_id,
        product_native_id,
        meter_native_id,
        feature_ref,
        {{ safe_number('quantity', 'quantity') }} as quantity,
        null as unit_amount,
        gross_amount,
        taken_back_discount as discount_amount,
        0 as credit_applied_amount,
        gross_amount + taken_back_discount as net_amount,
        tax_amount,
        currency_code,
        service_start_at,
        {{ period_end_after('service_start_at', 'stated_end_at') }} as service_end_at,
        credited_at as invoiced_at,
        {{ safe_timestamp('fivetran_synced') }} as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        case
            when not {{ safe_boolean('livemode') }} then 'test_mode'
            else coalesce(note_exclusion_reason, invoice_exclusion_reason)
        end as exclusion_reason,
        coalesce(
            {{ row_issue([('amount', 'amount', 'minor_amount')]) }},
            case
                when landed_note_id is null
                    then 'credit_note_id: note "' || coalesce(credit_note_id, '') || '" was not landed'
                when landed_invoice_id is null
                    then 'invoice_id: invoice "' || coalesce(invoice_native_id, '') || '" was not landed'
                when minor_unit_factor is null
                    then 'currency: "' || coalesce(currency_code, '') || '" is not a known currency'
            end
        ) as row_issue
    from measured

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
