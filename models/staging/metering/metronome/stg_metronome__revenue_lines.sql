-- Grain: one row per raw row of `line_item` and of `draft_line_item`. Amounts: major units, before tax, positive =
-- revenue; what a commit or a credit pays lands as credit applied, on a row of its own. Left out: void and draft
-- invoices, the sandbox, units that are not money, what a postpaid commit is counted against (paid in arrears, so no
-- reduction) and the copies on a parent's consolidated invoice.

with lines as (

    select * from {{ ref('stg_metronome__lines') }}

),

consolidated_lines as (

    select * from {{ ref('stg_metronome__consolidated_lines') }}

),

mapped as (

    select
        'metronome' as vendor,
        lines.source_table,
        lines.source_account,
        lines.source_record_id,
        'charge' as line_kind,
        lines.revenue_type,
        lines.invoice_native_id,
        lines.invoice_status,
        lines.customer_native_id,
        lines.payer_native_id,
        lines.subscription_native_id,
        null as price_native_id,
        lines.product_id as product_native_id,
        lines.meter_native_id,
        lines.feature_ref,
        -- a reading that fell is billed as a negative quantity: its money counts, a quantity below zero cannot be one
        case when lines.line_class = 'charge' and lines.billed_quantity >= 0 then lines.billed_quantity end as quantity,
        {{ scaled_price('lines.stated_price', 'lines.factor') }} as unit_amount,
        case when lines.line_class = 'charge' then lines.total_amount else 0 end as gross_amount,
        case when lines.line_class = 'adjustment' then lines.total_amount else 0 end as discount_amount,
        case when lines.line_class = 'applied' then lines.total_amount else 0 end as credit_applied_amount,
        lines.total_amount as net_amount,
        0 as tax_amount,
        lines.currency_code,
        lines.service_start_at,
        {{ period_end_after('lines.service_start_at', 'lines.service_end_at') }} as service_end_at,
        lines.invoiced_at,
        lines.loaded_at as source_updated_at,
        lines.loaded_at,
        case
            when lines.left_out is not null then lines.left_out
            when lines.source_table = 'draft_line_item' then 'draft'
            when lines.invoice_exclusion is not null then lines.invoice_exclusion
            when not lines.is_unknown_unit and lines.currency_code is null then 'not_money'
            when lines.line_class = 'applied' and lines.balance_type = 'postpaid' then 'postpaid_application'
            when consolidated_lines.source_record_id is not null then 'consolidated_copy'
        end as exclusion_reason,
        case
            when lines.is_orphan
                then 'invoice_id: invoice "' || coalesce(lines.invoice_native_id, '') || '" was not landed'
            when lines.is_unknown_unit
                then 'credit_type_id: unit "' || coalesce(lines.unit_id, '') || '" was not landed'
            else {{ row_issue([
                ('total', 'lines.stated_total', 'lines.total_amount'),
                ('quantity', 'lines.stated_quantity', 'lines.billed_quantity'),
                ('starting_at', 'lines.stated_start', safe_timestamp('lines.stated_start'), 'a time'),
                ('ending_before', 'lines.stated_end', safe_timestamp('lines.stated_end'), 'a time'),
            ]) }}
        end as row_issue
    from lines
    left join consolidated_lines
        on lines.source_record_id = consolidated_lines.source_record_id
        and lines.source_table = 'line_item'

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
