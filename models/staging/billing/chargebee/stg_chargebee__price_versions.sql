-- Grain: one row per raw row of `item_price`, with its item. unit_amount: major units per unit and billing period.
-- is_newest marks the version that look-ups read. Archived and deleted prices stay: old lines name them.

with item_prices as (

    {{ raw_rows('chargebee', 'item_price', {
        'id': 'text', 'item_id': 'text', 'pricing_model': 'text', 'price': 'integer', 'price_in_decimal': 'text',
        'period': 'integer', 'period_unit': 'text', 'currency_code': 'text', 'status': 'text',
        'free_quantity': 'integer', 'metadata': 'json', 'tiers': 'json', 'created_at': 'integer',
        'updated_at': 'integer', 'resource_version': 'integer', '_airbyte_extracted_at': 'timestamp',
    }) }}

),

items as (

    {{ newest_rows(
        'chargebee', 'item', ['id'],
        {
            'id': 'text', 'name': 'text', 'metered': 'boolean', 'metadata': 'json', 'updated_at': 'integer',
            'resource_version': 'integer',
        },
        chargebee_changed_at(), is_moment=true
    ) }}

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

described as (

    select
        item_prices.id as price_native_id,
        item_prices.item_id as product_native_id,
        items.name as product_name,
        item_prices.pricing_model,
        cast(item_prices.tiers as {{ type_of('text') }}) as tiers,
        item_prices.status,
        coalesce({{ safe_boolean('items.metered') }}, false) as is_metered,
        case when {{ safe_boolean('items.metered') }} then item_prices.item_id end as meter_native_id,
        coalesce(
            {{ json_text('item_prices.metadata', ['revenue_type']) }},
            {{ json_text('items.metadata', ['revenue_type']) }}
        ) as declared_revenue_type,
        coalesce(
            {{ json_text('item_prices.metadata', ['feature']) }}, {{ json_text('items.metadata', ['feature']) }}
        ) as declared_feature,
        upper(item_prices.currency_code) as currency_code,
        currency_exponents.minor_unit_factor,
        {{ document_price(
            'item_prices.price_in_decimal', 'item_prices.price', 'currency_exponents.minor_unit_factor'
        ) }} as unit_amount,
        coalesce({{ safe_number('item_prices.free_quantity', 'quantity') }}, 0) as free_quantity,
        case item_prices.period_unit
            when 'month' then coalesce({{ safe_number('item_prices.period', 'count') }}, 1)
            when 'year' then coalesce({{ safe_number('item_prices.period', 'count') }}, 1) * 12
        end as billing_months,
        {{ utc_from_epoch_seconds('item_prices.created_at') }} as created_at,
        {{ chargebee_changed_at('item_prices.') }} as changed_at,
        {{ safe_timestamp('item_prices.airbyte_extracted_at') }} as loaded_at,
        {{ row_issue([
            ('price', 'item_prices.price', safe_number('item_prices.price', 'count')),
            ('price_in_decimal', 'item_prices.price_in_decimal', safe_number('item_prices.price_in_decimal')),
        ]) }} as row_issue
    from item_prices
    left join items on item_prices.item_id = items.id
    left join currency_exponents on upper(item_prices.currency_code) = currency_exponents.currency_code

)

select
    described.*,
    row_number() over (
        partition by price_native_id
        order by changed_at desc nulls last, loaded_at desc nulls last, unit_amount, product_native_id, tiers
    ) = 1 as is_newest
from described
