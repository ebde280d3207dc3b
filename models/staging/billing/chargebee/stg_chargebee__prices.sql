-- Grain: one row per raw row of `item_price` and of `differential_price`, and one per element of their tiers[]
-- (source_table *.tiers, which no raw row stands for). Amounts: major units. A price with tiers is told by them and
-- excluded as priced_by_tiers; a stairstep tier is a flat amount. Brackets: from exclusive, up to inclusive, null = no
-- end. Units free of charge lie before the first bracket of a price without tiers.

with listed as (

    select * from {{ ref('stg_chargebee__listed_prices') }}

),

numbered as (

    select
        listed.*,
        row_number() over (
            partition by source_table, price_native_id
            order by changed_at desc nulls last, loaded_at desc nulls last, unit_amount, tiers
        ) as version_number,
        coalesce({{ json_array_length('tiers') }}, 0) as tier_count
    from listed

),

-- one price to many tiers by intent; only the newest version of a price has tiers that hold
newest as (

    select * from numbered where version_number = 1

),

tiers as (

    {{ json_explode('newest', 'tiers', [], ['source_table', 'price_native_id'], 'tier', 'tier_number') }}

),

rows_of_tiers as (

    select
        newest.*,
        tiers.tier_number + 1 as tier_index,
        coalesce(lag({{ safe_number(json_text('tiers.tier', ['ending_unit']), 'quantity') }}) over (
            partition by tiers.source_table, tiers.price_native_id order by tiers.tier_number
        ), 0) as bracket_from,
        {{ safe_number(json_text('tiers.tier', ['ending_unit']), 'quantity') }} as bracket_up_to,
        {{ document_price(
            json_text('tiers.tier', ['price_in_decimal']), json_text('tiers.tier', ['price']),
            'newest.minor_unit_factor'
        ) }} as tier_amount
    from tiers
    left join newest
        on tiers.source_table = newest.source_table and tiers.price_native_id = newest.price_native_id

),

united as (

    select
        numbered.*, source_table as price_table, source_table || '|' || price_native_id as record_id,
        0 as tier_index, case when free_quantity > 0 then free_quantity end as bracket_from,
        null as bracket_up_to, unit_amount as tier_amount
    from numbered
    union all
    select
        rows_of_tiers.source_table, price_native_id, plan_native_id, product_native_id, product_name, meter_native_id,
        pricing_model, is_metered, billing_months, free_quantity, currency_code, minor_unit_factor, unit_amount,
        tiers, status, created_at, changed_at, loaded_at, row_issue, version_number, 0 as tier_count,
        source_table || '.tiers' as price_table,
        source_table || '|' || price_native_id || '|' || cast(tier_index as {{ type_of('text') }}) as record_id,
        tier_index, bracket_from, bracket_up_to, tier_amount
    from rows_of_tiers

),

mapped as (

    select
        'chargebee' as vendor,
        price_table as source_table,
        '' as source_account,
        record_id as source_record_id,
        price_native_id,
        plan_native_id,
        product_native_id,
        product_name,
        meter_native_id,
        case pricing_model
            when 'tiered' then 'graduated'
            when 'flat_fee' then 'flat'
            else pricing_model
        end as charge_model,
        case when is_metered then 'metered' else 'licensed' end as usage_type,
        billing_months,
        tier_index,
        bracket_from,
        bracket_up_to,
        case when pricing_model <> 'stairstep' or tier_index = 0 then tier_amount end as unit_amount,
        null as unit_size,
        case when pricing_model = 'stairstep' and tier_index > 0 then tier_amount end as flat_amount,
        currency_code,
        created_at as valid_from,
        null as valid_to,
        changed_at as source_updated_at,
        loaded_at,
        case
            when status = 'deleted' then 'deleted'
            when tier_count > 0 then 'priced_by_tiers'
        end as exclusion_reason,
        row_issue
    from united

)

select
    {{ contract_columns('prices', absent=['plan_name']) }}
from mapped
