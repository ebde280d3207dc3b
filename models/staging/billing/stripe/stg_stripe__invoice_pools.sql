-- Grain: one row per invoice with lines. discount_pool and tax_pool: major units, positive, reductions that no line
-- row carries and that have to be spread over the lines.
-- Stripe repeats a line's discounts in a row of the invoice, so only what exceeds the lines is a pool. What else came
-- off, the totals tell: lines less reductions have to be total less tax. A gap as large as the tax is tax inside the
-- prices; any other gap is a discount that was not landed or a credit that was applied.

with landed as (

    select
        invoice_id,
        cast(sum(amount_with_inclusive_tax) as {{ type_money() }}) as lines_amount,
        cast(sum(discount_amount) as {{ type_money() }}) as discount_amount,
        cast(sum(inclusive_tax_amount) as {{ type_money() }}) as inclusive_tax_amount,
        cast(sum(whole_tax_amount) as {{ type_money() }}) as whole_tax_amount,
        {{ any_true('has_discount_row') }} as has_discount_row,
        {{ any_true('has_tax_row') }} as has_tax_row
    from {{ ref('stg_stripe__landed_reductions') }}
    group by invoice_id

),

invoice_discounts as (

    select type_id as invoice_id, sum({{ safe_number('amount', 'count') }}) as minor_amount
    from (
        {{ newest_rows(
            'stripe', 'discount', ['id', 'type', 'type_id'],
            {
                'id': 'text', 'type': 'text', 'type_id': 'text', 'amount': 'integer', 'invoice_id': 'text',
                '_fivetran_synced': 'timestamp',
            },
            'fivetran_synced'
        ) }}
    ) as newest
    group by type_id

),

invoices as (

    select * from {{ ref('stg_stripe__invoices') }}

),

compared as (

    select
        landed.invoice_id,
        landed.has_tax_row,
        landed.has_discount_row or invoice_discounts.minor_amount is not null as has_discount_row,
        greatest(
            coalesce({{ major_amount('invoice_discounts.minor_amount', 'invoices.minor_unit_factor') }}, 0)
            - landed.discount_amount,
            0
        ) as unspread_discount,
        coalesce(
            {{ major_amount('invoices.minor_tax', 'invoices.minor_unit_factor') }}, landed.whole_tax_amount
        ) as tax_amount,
        {{ major_amount('invoices.minor_total', 'invoices.minor_unit_factor') }} as total_amount,
        landed.lines_amount - landed.discount_amount - landed.inclusive_tax_amount as reduced_amount
    from landed
    left join invoices on landed.invoice_id = invoices.invoice_native_id
    left join invoice_discounts on landed.invoice_id = invoice_discounts.invoice_id

),

taxed as (

    select
        gaps.*,
        case
            when not has_tax_row and tax_amount > 0 and gap - unspread_discount = tax_amount then tax_amount
            else 0
        end as tax_pool
    from (
        select compared.*, reduced_amount - (total_amount - tax_amount) as gap
        from compared
    ) as gaps

)

select
    invoice_id,
    cast(tax_pool as {{ type_money() }}) as tax_pool,
    cast(
        case
            when has_discount_row then greatest(unspread_discount, coalesce(gap - tax_pool, 0))
            when gap - tax_pool > 0 then gap - tax_pool
            else 0
        end as {{ type_money() }}
    ) as discount_pool
from taxed
