-- Grain: one tier of one cell of one price; a look-up. batch_price: major units of the base currency per batch of
-- batch_size units. A tier begins above startAfterUnit and ends where the next one begins, the last one is open.

with leaves as (

    select * from {{ ref('stg_amberflo__price_leaves') }}

),

{% set kept = [
    'price_native_id', 'product_item_id', 'price_name', 'node_kind', 'leaf_type', 'allows_partial_batch', 'read_at',
] %}
tiers as (

    select * from ({{ json_explode('leaves', 'holder', ['leafNode', 'tiers'], kept, 'tier') }}) as of_cells
    union all
    select * from ({{ json_explode('leaves', 'holder', ['price', 'tiers'], kept, 'tier') }}) as of_leaves

),

read_tiers as (

    select
        tiers.*,
        {{ safe_number(json_text('tier', ['startAfterUnit']), 'quantity') }} as bracket_from,
        {{ safe_number(json_text('tier', ['batchSize']), 'quantity') }} as batch_size,
        {{ json_text('tier', ['pricePerBatch']) }} as stated_price,
        {{ safe_number(json_text('tier', ['pricePerBatch']), 'rate') }} as batch_price
    from tiers

)

select
    read_tiers.*,
    row_number() over (partition by price_native_id order by bracket_from, ordinal) - 1 as tier_index,
    lead(bracket_from) over (partition by price_native_id order by bracket_from, ordinal) as bracket_up_to
from read_tiers
