-- Grain: one row per raw row of `product_rate_plan_charge`, `product_rate_plan_charge_tier` (the price list, by id of
-- the catalogue charge) and `rate_plan_charge_tier`, and one per charge as sold (by charge number). Amounts: major
-- units; an included allowance is the start of the bracket. A charge with tiers is told by them and excluded as
-- priced_by_tiers; discount charges, superseded versions and deleted rows carry an exclusion_reason.

with charges as (

    select * from {{ ref('stg_zuora__priced_charges') }}

),

tiers as (

    select * from {{ ref('stg_zuora__charge_tiers') }}

),

tiered as (

    select distinct source_table, owner_id from tiers where not is_deleted

),

rows_of_charges as (

    select
        charges.*,
        charges.charge_table as source_table,
        charges.record_id as source_record_id,
        0 as tier_index,
        cast(null as {{ type_quantity() }}) as bracket_from,
        cast(null as {{ type_quantity() }}) as bracket_up_to,
        charges.unit_amount as tier_amount,
        cast(null as {{ type_money() }}) as flat_amount,
        charges.currency_code as price_currency_code,
        cast(null as {{ type_of('text') }}) as row_issue,
        coalesce(
            charges.charge_exclusion, case when tiered.owner_id is not null then 'priced_by_tiers' end
        ) as exclusion_reason
    from charges
    left join tiered on charges.tier_table = tiered.source_table and charges.owner_id = tiered.owner_id

),

-- every tier keeps its row, with or without a charge behind it
rows_of_tiers as (

    select
        charges.*,
        tiers.source_table,
        tiers.source_table || '|' || coalesce(
            tiers.tier_id,
            tiers.owner_id || '|' || coalesce(tiers.currency_code, '') || '|'
            || cast(tiers.tier_number as {{ type_of('text') }})
        ) as source_record_id,
        case when tiers.tier_count = 1 then 0 else tiers.tier_number end as tier_index,
        case when tiers.included_units > 0 then tiers.included_units else tiers.bracket_from end as bracket_from,
        tiers.bracket_up_to,
        case
            when charges.charge_model = 'overage' then coalesce(tiers.overage_price, tiers.price)
            when tiers.tier_count = 1 then coalesce(charges.unit_amount, tiers.price)
            when not coalesce(tiers.is_flat, false) then tiers.price
        end as tier_amount,
        case when tiers.tier_count > 1 and tiers.is_flat then tiers.flat_price end as flat_amount,
        coalesce(tiers.currency_code, charges.currency_code) as price_currency_code,
        tiers.row_issue,
        case
            when tiers.is_deleted then 'deleted'
            when charges.owner_id is null then 'not_a_price'
            else charges.charge_exclusion
        end as exclusion_reason
    from tiers
    left join charges
        on tiers.source_table = charges.tier_table and tiers.owner_id = charges.owner_id and charges.is_newest

),

united as (

    select * from rows_of_charges
    union all
    select * from rows_of_tiers

),

mapped as (

    select
        'zuora' as vendor,
        source_table,
        '' as source_account,
        source_record_id,
        price_native_id,
        plan_native_id,
        plan_name,
        product_native_id,
        product_name,
        case when charge_type = 'usage' then uom end as meter_native_id,
        case charge_model
            when 'flatfee' then 'flat'
            when 'perunit' then 'per_unit'
            when 'tiered' then 'graduated'
            when 'tieredwithoverage' then 'graduated'
            else charge_model
        end as charge_model,
        case when charge_type = 'usage' then 'metered' else 'licensed' end as usage_type,
        billing_months,
        tier_index,
        bracket_from,
        bracket_up_to,
        tier_amount as unit_amount,
        null as unit_size,
        flat_amount,
        price_currency_code as currency_code,
        price_from as valid_from,
        price_to as valid_to,
        changed_at as source_updated_at,
        loaded_at,
        exclusion_reason,
        row_issue
    from united

)

select
    {{ contract_columns('prices') }}
from mapped
