-- Grain: one feature that one commit or credit paid for on one invoice; a look-up. weight: what it paid there, in
-- micro-units, only to divide a deduction by. Of an open invoice the newest daily snapshot counts.

with lines as (

    select * from {{ ref('stg_metronome__lines') }}
    where left_out is null and line_class = 'applied'

),

invoices as (

    select * from {{ ref('stg_metronome__invoices') }}

),

standing as (

    select
        lines.*,
        max(lines.loaded_at) over (partition by lines.invoice_native_id, lines.source_table) as invoice_read_at,
        row_number() over (
            partition by lines.source_table, lines.source_record_id
            order by lines.loaded_at desc nulls last, lines.total_amount asc, lines.feature_ref asc
        ) as version_number
    from lines
    left join invoices on lines.invoice_native_id = invoices.invoice_native_id
    where invoices.is_draft = (lines.source_table = 'draft_line_item')

)

select
    invoice_native_id,
    commit_id as balance_id,
    feature_ref,
    cast(sum({{ split_weight('-total_amount') }}) as {{ type_of('wide') }}) as weight
from standing
where version_number = 1
    and (source_table = 'line_item' or loaded_at = invoice_read_at)
group by invoice_native_id, commit_id, feature_ref
