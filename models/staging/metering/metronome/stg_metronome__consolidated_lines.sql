-- Grain: one line of a parent's invoice that repeats a line of another invoice of its family; a look-up that keeps the
-- same money from counting twice. No amounts. The export says neither which invoice is the consolidated one nor where
-- its lines come from (an assumption, then): it is an invoice of a parent that consolidates, on which every line that
-- the children have for the period stands too. Its lines that also stand elsewhere in the family are copies.

with line_versions as (

    select * from {{ ref('stg_metronome__line_versions') }}
    where left_out is null and source_table = 'line_item'

),

invoices as (

    select * from {{ ref('stg_metronome__invoices') }}
    where exclusion_reason is null

),

described as (

    select distinct
        line_versions.source_record_id,
        line_versions.invoice_native_id,
        invoices.is_consolidating,
        invoices.subscription_native_id = invoices.family_contract_id as is_of_parent,
        {{ payload_hash(
            ['invoices.family_contract_id', 'invoices.period_start_at', 'invoices.period_end_at']
        ) }} as statement_id,
        {{ payload_hash([
            'line_versions.product_id', 'line_versions.unit_id', 'line_versions.total_amount',
            'line_versions.commit_id', 'line_versions.group_feature', 'line_versions.service_start_at',
            'line_versions.service_end_at',
        ]) }} as line_content
    from invoices
    left join line_versions on invoices.invoice_native_id = line_versions.invoice_native_id
    where line_versions.source_record_id is not null

),

lines_of_children as (

    select
        statement_id,
        line_content,
        count(*) over (partition by statement_id) as statement_lines
    from (select distinct statement_id, line_content from described where not is_of_parent) as distinct_lines

),

consolidated_invoices as (

    select described.invoice_native_id
    from described
    left join lines_of_children
        on described.statement_id = lines_of_children.statement_id
        and described.line_content = lines_of_children.line_content
    where described.is_consolidating and described.is_of_parent
    group by described.invoice_native_id
    having count(distinct lines_of_children.line_content) = max(lines_of_children.statement_lines)

),

-- numbered, so that a line is the copy of one line and not of all that look like it
numbered as (

    select
        described.source_record_id,
        described.statement_id,
        described.line_content,
        consolidated_invoices.invoice_native_id is not null as is_consolidated,
        row_number() over (
            partition by described.statement_id, described.line_content, consolidated_invoices.invoice_native_id
            order by described.source_record_id
        ) as copy_number
    from described
    left join consolidated_invoices on described.invoice_native_id = consolidated_invoices.invoice_native_id

)

select distinct copies.source_record_id
from numbered as copies
left join numbered as originals
    on copies.statement_id = originals.statement_id
    and copies.line_content = originals.line_content
    and copies.copy_number = originals.copy_number
    and not originals.is_consolidated
where copies.is_consolidated and originals.source_record_id is not null
