-- Grain: one price on one subscription that covers a feature, with that feature. No amounts.
-- The meter of the price says which: the feature that it states, its event, itself; else the product of the price, by
-- id or name, where a feature or feature link is called so. A price that names no feature covers none in particular.

{% set names = ['feature_ref', 'event_name', 'meter_native_id', 'meter_name', 'product_native_id', 'product_name'] %}

with contract_items as (

    select distinct vendor, source_account, subscription_key, price_native_id, product_native_id, product_name
    from {{ ref('int_contract_items') }}
    where price_native_id is not null

),

price_meters as (

    select
        vendor,
        source_account,
        price_native_id,
        min(meter_native_id) as meter_native_id
    from {{ ref('int_prices') }}
    group by vendor, source_account, price_native_id

),

meters as (

    select * from {{ ref('int_meters') }}

),

feature_map as (

    select * from {{ ref('int_feature_map') }}

),

described as (

    select
        contract_items.*,
        price_meters.meter_native_id,
        meters.feature_ref,
        meters.event_name,
        meters.meter_name
    from contract_items
    left join price_meters
        on contract_items.vendor = price_meters.vendor
        and contract_items.source_account = price_meters.source_account
        and contract_items.price_native_id = price_meters.price_native_id
    left join meters
        on price_meters.vendor = meters.vendor
        and price_meters.source_account = meters.source_account
        and price_meters.meter_native_id = meters.source_record_id

),

-- every name by which the price may mean a feature, the most specific first
names as (

    {% for name in names %}
    select subscription_key, price_native_id, {{ name }} as feature_ref, {{ loop.index }} as name_rank
    from described
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

ranked as (

    select
        names.subscription_key,
        names.price_native_id,
        feature_map.feature_key,
        row_number() over (
            partition by names.subscription_key, names.price_native_id
            order by names.name_rank, feature_map.feature_key
        ) as candidate_rank
    from names
    left join feature_map on names.feature_ref = feature_map.feature_ref
    where feature_map.feature_key is not null

)

select
    subscription_key,
    price_native_id,
    feature_key
from ranked
where candidate_rank = 1
