-- Grain: one row per tier of the newest version of a tiered or bulk price. unit_amount: major units per unit.
-- Brackets: from exclusive, up to inclusive. Older Orb documents start a tier one above the end of the tier below
-- it; the end of the tier below is the bound either way.

with prices as (

    {{ newest_rows(
        'orb', 'prices', ['id'],
        {'id': 'text', 'tiered_config': 'json', 'bulk_config': 'json', 'updated_at': 'timestamp'},
        'updated_at'
    ) }}

),

tiered as (

    {{ json_explode('prices', 'tiered_config', ['tiers'], ['id']) }}

),

bulk as (

    {{ json_explode('prices', 'bulk_config', ['tiers'], ['id']) }}

),

tiers as (

    select id, ordinal, element, {{ json_text('element', ['last_unit']) }} as last_unit from tiered
    union all
    select id, ordinal, element, {{ json_text('element', ['maximum_units']) }} as last_unit from bulk

)

select
    id as price_native_id,
    ordinal as tier_index,
    cast(
        coalesce(lag({{ safe_number('last_unit', 'quantity') }}) over (partition by id order by ordinal), 0)
        as {{ type_quantity() }}
    ) as bracket_from,
    {{ safe_number('last_unit', 'quantity') }} as bracket_up_to,
    {{ safe_number(json_text('element', ['unit_amount']), 'rate') }} as unit_amount
from tiers
