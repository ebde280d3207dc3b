-- Grain: one row per raw row of `product_item_prices` (left out as priced_by_tiers, or named where nothing in it can be
-- read), one per tier of its prices (source_table product_item_prices.tiers) and one per fixed fee of a plan
-- (product_plans.fees), for which no raw rows stand. unit_amount: major units of the base currency per unit_size.
-- Batches that may not be split are packages: they round up.

with items as (

    {{ raw_rows('amberflo', 'product_item_prices', {
        'productItemId': 'text', 'productItemPriceMap': 'json', '_loaded_at': 'timestamp',
    }) }}

),

tiers as (

    select * from {{ ref('stg_amberflo__price_tiers') }}

),

plan_fees as (

    select * from {{ ref('stg_amberflo__plan_fees') }}

),

product_items as (

    {{ newest_rows(
        'amberflo', 'product_items', ['id'],
        {'id': 'text', 'meterApiName': 'text', '_loaded_at': 'timestamp'},
        'loaded_at'
    ) }}

),

readable as (

    select distinct product_item_id from tiers

),

counted_tiers as (

    select tiers.*, count(*) over (partition by price_native_id) as tier_count from tiers

),

united as (

    select
        'product_item_prices' as source_table,
        items.product_item_id as source_record_id,
        items.product_item_id as price_native_id,
        items.product_item_id,
        null as plan_id, null as product_name, 'other' as charge_model, 0 as tier_index,
        cast(null as {{ type_quantity() }}) as bracket_from, cast(null as {{ type_quantity() }}) as bracket_up_to,
        cast(null as {{ type_rate() }}) as unit_amount, cast(null as {{ type_quantity() }}) as unit_size,
        cast(null as {{ type_count() }}) as billing_months, 'metered' as usage_type,
        {{ safe_timestamp('items.loaded_at') }} as loaded_at,
        case when readable.product_item_id is not null then 'priced_by_tiers' end as exclusion_reason,
        case when readable.product_item_id is null then 'productItemPriceMap: no tiers can be read' end as row_issue
    from items
    left join readable on items.product_item_id = readable.product_item_id

    union all

    select
        'product_item_prices.tiers',
        price_native_id || '|' || cast(tier_index as {{ type_of('text') }}),
        price_native_id, product_item_id, null, price_name,
        case
            when tier_count = 1 and not coalesce(allows_partial_batch, true) then 'package'
            when tier_count > 1 then 'graduated' when node_kind = 'matrix' then 'matrix' else 'per_unit'
        end,
        tier_index, bracket_from, bracket_up_to, batch_price, batch_size, null, 'metered', read_at, null,
        {{ row_issue([('pricePerBatch', 'stated_price', 'batch_price')]) }}
    from counted_tiers

    union all

    select
        'product_plans.fees', price_native_id as source_record_id, price_native_id, fee_id, plan_id, product_plan_name,
        'per_unit', 0, null, null, cost, 1, billing_months, 'licensed', loaded_at, null,
        {{ row_issue([('cost', 'stated_cost', 'cost')]) }}
    from plan_fees

),

mapped as (

    select
        'amberflo' as vendor,
        united.source_table,
        '' as source_account,
        united.source_record_id,
        united.price_native_id,
        united.plan_id as plan_native_id,
        united.product_item_id as product_native_id,
        united.product_name,
        product_items.meter_api_name as meter_native_id,
        united.charge_model,
        united.usage_type,
        united.billing_months,
        united.tier_index,
        united.bracket_from,
        united.bracket_up_to,
        united.unit_amount,
        united.unit_size,
        null as flat_amount,
        '{{ var("amberflo_currency", "USD") }}' as currency_code,
        null as valid_from,
        null as valid_to,
        united.loaded_at as source_updated_at,
        united.loaded_at,
        united.exclusion_reason,
        united.row_issue
    from united
    left join product_items on united.product_item_id = product_items.id

)

select
    {{ contract_columns('prices', absent=['plan_name']) }}
from mapped
