-- Grain: one row per invoice that counts (newest version). Amounts: major units, tax out. stated_amount is what the
-- header says before it is rounded off, lines_amount what its lines come to; a difference means lines that were lost
-- or read otherwise than Chargebee means them.

with invoices as (

    select * from {{ ref('stg_chargebee__documents') }}
    where document_kind = 'invoice' and exclusion_reason is null and sub_total is not null

),

lines as (

    select invoice_native_id, sum(net_amount) as lines_amount, count(*) as line_count
    from {{ ref('stg_chargebee__invoice_lines') }}
    group by invoice_native_id

),

compared as (

    select
        invoices.document_id as invoice_native_id,
        invoices.currency_code,
        coalesce(lines.line_count, 0) as line_count,
        cast(
            invoices.sub_total - case when invoices.has_inclusive_tax then coalesce(invoices.tax_total, 0) else 0 end
            as {{ type_money() }}
        ) as stated_amount,
        cast(coalesce(lines.lines_amount, 0) as {{ type_money() }}) as lines_amount,
        coalesce(lines.line_count, 0) * invoices.minor_unit_factor as tolerance
    from invoices
    left join lines on invoices.document_id = lines.invoice_native_id

)

select
    compared.*,
    abs(stated_amount - lines_amount) > tolerance as is_unexplained
from compared
