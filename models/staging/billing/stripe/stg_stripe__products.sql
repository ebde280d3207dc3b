-- Grain: one row per product, its newest version; a look-up for prices and invoice lines. No amounts.
-- Deleted products are kept: old invoices still name them.

with products as (

    {{ newest_rows(
        'stripe', 'product', ['id'],
        {'id': 'text', 'name': 'text', 'metadata': 'json', '_fivetran_synced': 'timestamp'},
        'fivetran_synced'
    ) }}

)

select
    id as product_native_id,
    name as product_name,
    {{ json_text('metadata', ['revenue_type']) }} as declared_revenue_type,
    {{ json_text('metadata', ['feature']) }} as declared_feature
from products
