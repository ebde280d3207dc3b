-- Grain: one row per invoice line (newest version) that counts. discount_amount and inclusive_tax_amount: major
-- units, positive, all that comes off the line: its own rows and its part of what hangs on the invoice. The parts
-- of an invoice sum to its pool; discounts fall on discountable lines above zero, tax on all lines above zero.

with landed as (

    select * from {{ ref('stg_stripe__landed_reductions') }}

),

pools as (

    select * from {{ ref('stg_stripe__invoice_pools') }}

),

pooled as (

    select
        landed.*,
        coalesce(pools.discount_pool, 0) as discount_pool,
        coalesce(pools.tax_pool, 0) as tax_pool
    from landed
    left join pools on landed.invoice_id = pools.invoice_id

),

spread as (

    select
        invoice_id,
        line_key,
        discount_amount,
        inclusive_tax_amount,
        {{ split_money('discount_pool', 'discount_weight', ['invoice_id'], ['line_key']) }} as discount_part,
        {{ split_money('tax_pool', 'tax_weight', ['invoice_id'], ['line_key']) }} as tax_part
    from pooled

)

select
    invoice_id,
    line_key,
    cast(discount_amount + discount_part as {{ type_money() }}) as discount_amount,
    cast(inclusive_tax_amount + tax_part as {{ type_money() }}) as inclusive_tax_amount
from spread
