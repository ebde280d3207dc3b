-- Grain: one row per product, its newest version; a look-up. No amounts. Deleted products stay: old items name them.

with products as (

    {{ newest_rows(
        'zuora', 'product', ['id'],
        {'id': 'text', 'name': 'text', 'sku': 'text', 'updated_date': 'timestamp'},
        'updated_date'
    ) }}

)

select
    id as product_native_id,
    {{ bill_text('name') }} as product_name,
    {{ bill_text('sku') }} as sku
from products
