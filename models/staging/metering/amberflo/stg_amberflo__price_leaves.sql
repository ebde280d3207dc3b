-- Grain: one cell of one price of one product item, its newest version; a look-up for the tiers of prices. No amounts.
-- A price is a tree: a matrix of dimension values with a leaf in every cell, or a leaf alone. Other kinds of nodes are
-- not documented and give no row.

with items as (

    {{ newest_rows(
        'amberflo', 'product_item_prices', ['product_item_id'],
        {'productItemId': 'text', 'productItemPriceMap': 'json', '_loaded_at': 'timestamp'},
        'loaded_at'
    ) }}

),

prices as (

    {{ json_entries('items', 'product_item_price_map', [], ['product_item_id', 'loaded_at'], 'price_id', 'price') }}

),

cells as (

    {{ json_explode(
        'prices', 'price', ['price', 'dimensionsPrices'], ['product_item_id', 'price_id', 'price', 'loaded_at'], 'cell'
    ) }}

),

leaves as (

    select
        product_item_id,
        price_id,
        price,
        loaded_at,
        '|' || coalesce({{ json_text('cell', ['dimensionValues', 0]) }}, '')
        || coalesce(',' || {{ json_text('cell', ['dimensionValues', 1]) }}, '')
        || coalesce(',' || {{ json_text('cell', ['dimensionValues', 2]) }}, '') as cell_key,
        'matrix' as node_kind,
        cell as holder,
        {{ json_text('cell', ['leafNode', 'type']) }} as leaf_type,
        {{ safe_boolean(json_text('cell', ['leafNode', 'allowPartialBatch'])) }} as allows_partial_batch,
        ordinal as cell_ordinal
    from cells
    union all
    select
        product_item_id, price_id, price, loaded_at, '' as cell_key, 'leaf' as node_kind,
        price as holder,
        {{ json_text('price', ['price', 'type']) }} as leaf_type,
        {{ safe_boolean(json_text('price', ['price', 'allowPartialBatch'])) }} as allows_partial_batch,
        0 as cell_ordinal
    from prices
    where {{ json_array_length('price', ['price', 'tiers']) }} > 0

)

select
    leaves.*,
    {{ safe_timestamp('loaded_at') }} as read_at,
    {{ json_text('price', ['productItemPriceName']) }} as price_name,
    product_item_id || '|' || price_id || cell_key as price_native_id
from leaves
