-- Grain: one customer x product, and one customer over all products (an empty product_key); a look-up: how far the
-- newest pulls of the invoices are locked, from when on one is not, and since when invoices of anybody are landed. No
-- amounts.

with invoices as (

    select
        invoices.*,
        coalesce(invoice_status, '') = 'price_locked' as is_locked,
        min(period_start_at) over () as first_landed_at
    from {{ ref('stg_amberflo__invoices') }} as invoices
    where version_number = 1

),

named as (

    select invoices.*, '' as product_key from invoices
    union all
    select invoices.*, product_id as product_key from invoices
    where product_id is not null

)

select
    customer_native_id,
    product_key,
    max(case when is_locked then period_end_at end) as locked_until,
    min(case when not is_locked then period_start_at end) as open_from,
    min(first_landed_at) as first_landed_at
from named
group by customer_native_id, product_key
