-- Grain: one row per invoice that counts (newest version). Amounts: major units, tax out. stated_amount is what the
-- header says, lines_amount what its lines come to after all reductions; a difference means lines that were lost or
-- reductions that nothing explains.

with invoices as (

    select * from {{ ref('stg_stripe__invoices') }}
    where exclusion_reason is null and minor_total is not null

),

lines as (

    select
        versions.invoice_id,
        versions.amount_with_inclusive_tax,
        reductions.discount_amount,
        reductions.inclusive_tax_amount
    from {{ ref('stg_stripe__line_versions') }} as versions
    left join {{ ref('stg_stripe__line_reductions') }} as reductions
        on versions.invoice_id = reductions.invoice_id and versions.line_key = reductions.line_key
    where versions.is_newest and not versions.is_temporary

),

sums as (

    select
        invoice_id,
        count(*) as line_count,
        cast(
            sum(amount_with_inclusive_tax - discount_amount - inclusive_tax_amount) as {{ type_money() }}
        ) as lines_amount
    from lines
    group by invoice_id

),

compared as (

    select
        invoices.invoice_native_id,
        invoices.currency_code,
        coalesce(sums.line_count, 0) as line_count,
        {{ major_amount(
            '(invoices.minor_total - coalesce(invoices.minor_tax, 0))', 'invoices.minor_unit_factor'
        ) }} as stated_amount,
        cast(coalesce(sums.lines_amount, 0) as {{ type_money() }}) as lines_amount,
        coalesce(sums.line_count, 0) * invoices.minor_unit_factor as tolerance
    from invoices
    left join sums on invoices.invoice_native_id = sums.invoice_id

)

select
    compared.*,
    abs(stated_amount - lines_amount) > tolerance as is_unexplained
from compared
