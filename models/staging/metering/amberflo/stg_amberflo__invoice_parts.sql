-- Grain: one variant of one priced item, or one plan fee, on the newest pull of an invoice, as stated. An item's own
-- total repeats its variants, and hours repeat them again: only variants are read, or the item where it has none.
-- Prices come in the customer's currency, in the base currency and in credits, whichever the account has.

with invoices as (

    select * from {{ ref('stg_amberflo__invoices') }}
    where version_number = 1

),

{% set header = ['invoice_uri', 'credit_unit'] %}
items as (

    {{ json_explode('invoices', 'product_item_invoices', [], header, 'item_text', 'item_ordinal') }}

),

variants as (

    {{ json_explode(
        'items', 'item_text', ['productItemVariants'], header + ['item_text', 'item_ordinal'], 'variant', 'ordinal'
    ) }}

),

-- an item that names no variants is one line
priced as (

    select {{ (header + ['item_text', 'item_ordinal', 'variant', 'ordinal']) | join(', ') }} from variants
    union all
    select {{ (header + ['item_text', 'item_ordinal']) | join(', ') }}, item_text as variant, 0 as ordinal
    from items
    where coalesce({{ json_array_length('item_text', ['productItemVariants']) }}, 0) = 0

),

read_items as (

    select
        {{ header | join(', ') }},
        'item' as line_class,
        {{ json_text('item_text', ['productItemId']) }} as product_item_id,
        {{ json_text('item_text', ['meterApiName']) }} as meter_api_name,
        coalesce({{ json_text('variant', ['key']) }}, cast(ordinal as {{ type_of('text') }})) as line_key,
        coalesce(
            {{ json_text('variant', ['itemDimensions', 'feature']) }},
            {{ json_text('variant', ['itemDimensions', 'usecase']) }},
            {{ json_text('item_text', ['meterApiName']) }}
        ) as feature_ref,
        {{ json_text('variant', ['totalBill', 'meterUnits']) }} as stated_quantity,
        {{ json_text('variant', ['totalBill', 'price']) }} as own_price,
        {{ json_text('variant', ['totalBill', 'priceInBaseCurrency']) }} as base_price,
        {{ json_text('variant', ['totalBill', 'priceInCredits']) }} as credit_price,
        {{ json_text('variant', ['totalBill', 'startTimeInSeconds']) }} as stated_start,
        {{ json_text('variant', ['totalBill', 'endTimeInSeconds']) }} as stated_end,
        false as is_one_time
    from priced

),

fees as (

    {{ json_explode('invoices', 'product_plan_fees', [], header, 'fee') }}

),

read_fees as (

    select
        {{ header | join(', ') }},
        'fee' as line_class,
        {{ json_text('fee', ['id']) }} as product_item_id,
        cast(null as {{ type_of('text') }}) as meter_api_name,
        coalesce({{ json_text('fee', ['id']) }}, '') || '|' || cast(ordinal as {{ type_of('text') }}) as line_key,
        cast(null as {{ type_of('text') }}) as feature_ref,
        '1' as stated_quantity,
        {{ json_text('fee', ['cost']) }} as own_price,
        cast(null as {{ type_of('text') }}) as base_price,
        cast(null as {{ type_of('text') }}) as credit_price,
        cast(null as {{ type_of('text') }}) as stated_start,
        cast(null as {{ type_of('text') }}) as stated_end,
        coalesce({{ safe_boolean(json_text('fee', ['isOneTimeFee'])) }}, false) as is_one_time
    from fees

),

-- an invoice that lists nothing is told by its bridge
unlisted as (

    select *
    from invoices
    where coalesce({{ json_array_length('product_item_invoices', []) }}, 0) = 0
        and coalesce({{ json_array_length('product_plan_fees', []) }}, 0) = 0

),

united as (

    select * from read_items
    union all
    select * from read_fees
    {% for line_class, amount in [('item', 'stated_item_price'), ('fee', 'stated_fix_price')] %}
    union all
    select
        {{ header | join(', ') }}, '{{ line_class }}' as line_class, null as product_item_id, null as meter_api_name,
        'whole' as line_key, null as feature_ref, null as stated_quantity, {{ amount }} as own_price,
        null as base_price, null as credit_price, null as stated_start, null as stated_end, false as is_one_time
    from unlisted
    {% endfor %}

)

select * from united
