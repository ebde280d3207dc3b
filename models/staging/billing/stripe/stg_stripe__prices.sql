-- Grain: one row per raw row of `price`, `plan` and `tier`. Unit and flat amounts: major units. A tiered price is
-- told by its tier rows: its own row is excluded as priced_by_tiers; a plan that is landed as a price too is
-- excluded as another_name_of_price. Brackets: from exclusive, up to inclusive, null = no end.

with versions as (

    select * from {{ ref('stg_stripe__price_versions') }}

),

raw_tiers as (

    {{ raw_rows('stripe', 'tier', {
        'id': 'text', 'index': 'integer', 'up_to': 'integer', 'unit_amount': 'integer', 'unit_amount_decimal': 'text',
        'flat_amount': 'integer', 'flat_amount_decimal': 'text', '_fivetran_synced': 'timestamp',
    }) }}

),

tiers as (

    select
        id,
        raw_index,
        {{ safe_number('up_to', 'quantity') }} as bracket_up_to,
        coalesce(
            cast(unit_amount_decimal as {{ type_of('text') }}), cast(unit_amount as {{ type_of('text') }})
        ) as unit_price,
        coalesce(
            cast(flat_amount_decimal as {{ type_of('text') }}), cast(flat_amount as {{ type_of('text') }})
        ) as flat_price,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at
    from raw_tiers

),

tiered_prices as (

    select distinct id as price_native_id from tiers

),

prices_too as (

    select distinct price_native_id from versions where source_table = 'price'

),

flat_prices as (

    select
        versions.source_table,
        case when versions.source_table = 'plan' then 'plan|' else '' end
        || versions.price_native_id as source_record_id,
        versions.price_native_id,
        versions.product_native_id,
        versions.product_name,
        versions.meter_native_id,
        case when versions.package_size is null then 'per_unit' else 'package' end as charge_model,
        coalesce(versions.usage_type, 'licensed') as usage_type,
        versions.billing_months,
        0 as tier_index,
        cast(null as {{ type_quantity() }}) as bracket_from,
        cast(null as {{ type_quantity() }}) as bracket_up_to,
        versions.unit_amount,
        versions.package_size as unit_size,
        cast(null as {{ type_money() }}) as flat_amount,
        versions.currency_code,
        versions.created_at,
        versions.loaded_at,
        case
            when not versions.is_live then 'test_mode'
            when versions.source_table = 'plan' and prices_too.price_native_id is not null then 'another_name_of_price'
            when tiered_prices.price_native_id is not null then 'priced_by_tiers'
        end as exclusion_reason
    from versions
    left join tiered_prices on versions.price_native_id = tiered_prices.price_native_id
    left join prices_too on versions.price_native_id = prices_too.price_native_id

),

-- The lower end of a tier is the upper end of the tier below it, whichever number the index starts at.
bounds as (

    select
        id,
        raw_index,
        lag(bracket_up_to) over (partition by id order by {{ safe_number('raw_index', 'count') }}) as lower_bound
    from (select id, raw_index, max(bracket_up_to) as bracket_up_to from tiers group by id, raw_index) as steps

),

tier_prices as (

    select
        'tier' as source_table,
        tiers.id || '|' || cast(tiers.raw_index as {{ type_of('text') }}) as source_record_id,
        tiers.id as price_native_id,
        versions.product_native_id,
        versions.product_name,
        versions.meter_native_id,
        coalesce(versions.tiers_mode, 'graduated') as charge_model,
        coalesce(versions.usage_type, 'licensed') as usage_type,
        versions.billing_months,
        {{ safe_number('tiers.raw_index', 'count') }} as tier_index,
        coalesce(bounds.lower_bound, 0) as bracket_from,
        tiers.bracket_up_to,
        {{ major_price('tiers.unit_price', 'versions.minor_unit_factor') }} as unit_amount,
        versions.package_size as unit_size,
        cast({{ major_price('tiers.flat_price', 'versions.minor_unit_factor') }} as {{ type_money() }}) as flat_amount,
        versions.currency_code,
        versions.created_at,
        tiers.loaded_at,
        case when not versions.is_live then 'test_mode' end as exclusion_reason
    from tiers
    left join bounds on tiers.id = bounds.id and tiers.raw_index = bounds.raw_index
    left join versions on tiers.id = versions.price_native_id and versions.is_newest

),

united as (

    select * from flat_prices
    union all
    select * from tier_prices

),

mapped as (

    select
        united.*,
        'stripe' as vendor,
        '' as source_account,
        price_native_id as plan_native_id,
        created_at as valid_from,
        null as valid_to,
        loaded_at as source_updated_at,
        null as row_issue
    from united

)

select
    {{ contract_columns('prices', absent=['plan_name']) }}
from mapped
