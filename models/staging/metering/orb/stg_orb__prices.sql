-- Grain: one row per raw row of `prices`, and one per tier of a tiered or bulk price (source_table prices.tiers, which
-- no raw row stands for). Amounts: major units of the price's currency or pricing unit. A price with tiers is told
-- by them: its own row is excluded as priced_by_tiers. Brackets: from exclusive, up to inclusive, null = no end.

with prices as (

    {{ raw_rows('orb', 'prices', {
        'id': 'text', 'model_type': 'text', 'plan_id': 'text', 'tiered_config': 'json', 'bulk_config': 'json',
        'created_at': 'timestamp', 'updated_at': 'timestamp',
    }) }}

),

price_list as (

    select * from {{ ref('stg_orb__price_list') }}

),

tiers as (

    select * from {{ ref('stg_orb__price_tiers') }}

),

described as (

    select
        prices.id as price_native_id,
        prices.plan_id as plan_native_id,
        price_list.product_native_id,
        price_list.product_name,
        price_list.meter_native_id,
        case prices.model_type
            when 'unit' then 'per_unit'
            when 'tiered' then 'graduated'
            when 'bulk' then 'volume'
            when 'package' then 'package'
            when 'matrix' then 'matrix'
            else 'other'
        end as charge_model,
        case when price_list.price_type = 'usage_price' then 'metered' else 'licensed' end as usage_type,
        price_list.billing_months,
        price_list.unit_amount,
        price_list.unit_size,
        price_list.currency_code,
        {{ safe_timestamp('prices.created_at') }} as created_at,
        {{ safe_timestamp('prices.updated_at') }} as loaded_at
    from prices
    left join price_list on prices.id = price_list.price_native_id

),

tiered_prices as (

    select distinct price_native_id from tiers

),

rows_of_prices as (

    select
        described.*,
        'prices' as source_table,
        described.price_native_id as source_record_id,
        cast(0 as {{ type_count() }}) as tier_index,
        cast(null as {{ type_quantity() }}) as bracket_from,
        cast(null as {{ type_quantity() }}) as bracket_up_to,
        described.unit_amount as rated_amount,
        case when tiered_prices.price_native_id is not null then 'priced_by_tiers' end as exclusion_reason
    from described
    left join tiered_prices on described.price_native_id = tiered_prices.price_native_id

),

-- one price to many tiers by intent; a price that arrived twice has its tiers twice, and they are duplicates too
rows_of_tiers as (

    select
        described.*,
        'prices.tiers' as source_table,
        described.price_native_id || '|' || cast(tiers.tier_index as {{ type_of('text') }}) as source_record_id,
        cast(tiers.tier_index as {{ type_count() }}) as tier_index,
        tiers.bracket_from,
        tiers.bracket_up_to,
        tiers.unit_amount as rated_amount,
        cast(null as {{ type_of('text') }}) as exclusion_reason
    from tiers
    left join described on tiers.price_native_id = described.price_native_id

),

united as (

    select * from rows_of_prices
    union all
    select * from rows_of_tiers

),

mapped as (

    select
        'orb' as vendor,
        source_table,
        '' as source_account,
        source_record_id,
        price_native_id,
        plan_native_id,
        product_native_id,
        product_name,
        meter_native_id,
        charge_model,
        usage_type,
        billing_months,
        tier_index,
        bracket_from,
        bracket_up_to,
        rated_amount as unit_amount,
        unit_size,
        null as flat_amount,
        currency_code,
        created_at as valid_from,
        null as valid_to,
        loaded_at as source_updated_at,
        loaded_at,
        exclusion_reason,
        null as row_issue
    from united

)

select
    {{ contract_columns('prices', absent=['plan_name']) }}
from mapped
