-- Grain: one row per raw row of `price` and of `plan` (the older name, same ids; most connections land both).
-- Unit amounts: major units. is_newest marks the version that look-ups read: price before plan, then the newest.

with prices as (

    {{ raw_rows('stripe', 'price', {
        'id': 'text', 'product_id': 'text', 'type': 'text', 'nickname': 'text', 'lookup_key': 'text',
        'metadata': 'json', 'currency': 'text', 'billing_scheme': 'text', 'tiers_mode': 'text',
        'recurring_interval': 'text', 'recurring_interval_count': 'integer', 'recurring_usage_type': 'text',
        'recurring_meter': 'text', 'unit_amount': 'integer', 'unit_amount_decimal': 'text',
        'transform_quantity_divide_by': 'integer', 'livemode': 'boolean', 'created': 'timestamp',
        '_fivetran_synced': 'timestamp',
    }) }}

),

plans as (

    {{ raw_rows('stripe', 'plan', {
        'id': 'text', 'product_id': 'text', 'nickname': 'text', 'currency': 'text', 'amount': 'integer',
        'billing_scheme': 'text', 'tiers_mode': 'text', 'interval': 'text', 'interval_count': 'integer',
        'usage_type': 'text', 'transform_usage_divide_by': 'integer', 'livemode': 'boolean',
        'created': 'timestamp', '_fivetran_synced': 'timestamp',
    }) }}

),

products as (

    select * from {{ ref('stg_stripe__products') }}

),

meters as (

    select source_record_id as meter_native_id, min(event_name) as event_name
    from {{ ref('stg_stripe__meters') }}
    group by source_record_id

),

minor_units as (

    select * from {{ ref('stg_stripe__minor_units') }}

),

versions as (

    select
        'price' as source_table,
        id as price_native_id,
        product_id as product_native_id,
        nickname,
        type as price_type,
        recurring_usage_type as usage_type,
        recurring_meter as meter_native_id,
        lookup_key,
        {{ json_text('metadata', ['revenue_type']) }} as declared_revenue_type,
        {{ json_text('metadata', ['feature']) }} as declared_feature,
        upper(currency) as currency_code,
        billing_scheme,
        tiers_mode,
        recurring_interval as billing_interval,
        {{ safe_number('recurring_interval_count', 'count') }} as interval_count,
        {{ safe_number('transform_quantity_divide_by', 'quantity') }} as package_size,
        coalesce(
            cast(unit_amount_decimal as {{ type_of('text') }}), cast(unit_amount as {{ type_of('text') }})
        ) as minor_price,
        {{ safe_boolean('livemode') }} as is_live,
        {{ safe_timestamp('created') }} as created_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at
    from prices

    union all

    select
        'plan' as source_table,
        id as price_native_id,
        product_id as product_native_id,
        nickname,
        'recurring' as price_type,
        usage_type,
        cast(null as {{ type_of('text') }}) as meter_native_id,
        cast(null as {{ type_of('text') }}) as lookup_key,
        cast(null as {{ type_of('text') }}) as declared_revenue_type,
        cast(null as {{ type_of('text') }}) as declared_feature,
        upper(currency) as currency_code,
        billing_scheme,
        tiers_mode,
        raw_interval as billing_interval,
        {{ safe_number('interval_count', 'count') }} as interval_count,
        {{ safe_number('transform_usage_divide_by', 'quantity') }} as package_size,
        cast(amount as {{ type_of('text') }}) as minor_price,
        {{ safe_boolean('livemode') }} as is_live,
        {{ safe_timestamp('created') }} as created_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at
    from plans

),

described as (

    select
        versions.*,
        products.product_name,
        coalesce(versions.nickname, products.product_name) as plan_name,
        coalesce(versions.declared_revenue_type, products.declared_revenue_type) as mapped_revenue_type,
        coalesce(versions.declared_feature, products.declared_feature) as feature_ref,
        coalesce(versions.lookup_key, meters.event_name) as usage_ref,
        minor_units.minor_unit_factor,
        {{ major_price('versions.minor_price', 'minor_units.minor_unit_factor') }} as unit_amount,
        case versions.billing_interval
            when 'month' then coalesce(versions.interval_count, 1)
            when 'year' then coalesce(versions.interval_count, 1) * 12
        end as billing_months,
        row_number() over (
            partition by versions.price_native_id
            order by
                versions.source_table desc, versions.loaded_at desc nulls last, versions.created_at desc nulls last,
                versions.minor_price, versions.product_native_id, versions.nickname
        ) as version_number
    from versions
    left join products on versions.product_native_id = products.product_native_id
    left join meters on versions.meter_native_id = meters.meter_native_id
    left join minor_units on versions.currency_code = minor_units.currency_code

)

select
    described.*,
    version_number = 1 as is_newest
from described
