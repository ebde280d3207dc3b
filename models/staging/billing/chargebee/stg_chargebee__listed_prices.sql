-- Grain: one row per raw row of `item_price` and of `differential_price` (the price of an addon beside a certain plan,
-- under its own id, described by the item price that it replaces). Amounts: major units. Nothing is excluded.

with versions as (

    select * from {{ ref('stg_chargebee__price_versions') }}

),

differential_prices as (

    {{ raw_rows('chargebee', 'differential_price', {
        'id': 'text', 'item_price_id': 'text', 'parent_item_id': 'text', 'price': 'integer',
        'price_in_decimal': 'text', 'status': 'text', 'tiers': 'json', 'created_at': 'integer',
        'updated_at': 'integer', 'resource_version': 'integer', '_airbyte_extracted_at': 'timestamp',
    }) }}

)

select
    'item_price' as source_table,
    price_native_id,
    price_native_id as plan_native_id,
    product_native_id,
    product_name,
    meter_native_id,
    pricing_model,
    is_metered,
    billing_months,
    free_quantity,
    currency_code,
    minor_unit_factor,
    unit_amount,
    tiers,
    status,
    created_at,
    changed_at,
    loaded_at,
    row_issue
from versions
union all
select
    'differential_price' as source_table,
    differential_prices.id as price_native_id,
    differential_prices.parent_item_id as plan_native_id,
    versions.product_native_id,
    versions.product_name,
    versions.meter_native_id,
    versions.pricing_model,
    versions.is_metered,
    versions.billing_months,
    versions.free_quantity,
    versions.currency_code,
    versions.minor_unit_factor,
    {{ document_price(
        'differential_prices.price_in_decimal', 'differential_prices.price', 'versions.minor_unit_factor'
    ) }} as unit_amount,
    cast(differential_prices.tiers as {{ type_of('text') }}) as tiers,
    differential_prices.status,
    {{ utc_from_epoch_seconds('differential_prices.created_at') }} as created_at,
    {{ chargebee_changed_at('differential_prices.') }} as changed_at,
    {{ safe_timestamp('differential_prices.airbyte_extracted_at') }} as loaded_at,
    {{ row_issue([
        ('price', 'differential_prices.price', safe_number('differential_prices.price', 'count')),
        (
            'price_in_decimal', 'differential_prices.price_in_decimal',
            safe_number('differential_prices.price_in_decimal')
        ),
    ]) }} as row_issue
from differential_prices
left join versions on differential_prices.item_price_id = versions.price_native_id and versions.is_newest
