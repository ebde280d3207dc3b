-- Grain: one row per raw row of `product_rate_plan_charge` (as listed, priced by id) and of `rate_plan_charge` (as
-- sold, priced by charge number) that is no discount as sold. unit_amount: major units per billing_months, null where
-- only tiers know it. charge_exclusion: why the charge is no price that holds.

select
    'product_rate_plan_charge' as charge_table,
    'product_rate_plan_charge_tier' as tier_table,
    catalogue_charge_id as owner_id,
    catalogue_charge_id as record_id,
    catalogue_charge_id as price_native_id,
    plan_native_id,
    plan_name,
    product_native_id,
    product_name,
    charge_model,
    charge_type,
    billing_months,
    uom,
    cast(null as {{ type_of('text') }}) as currency_code,
    cast(null as {{ type_rate() }}) as unit_amount,
    created_at as price_from,
    cast(null as {{ type_of('timestamp') }}) as price_to,
    changed_at,
    loaded_at,
    is_newest,
    case
        when is_deleted then 'deleted'
        when charge_model like 'discount%' then 'discount_charge'
    end as charge_exclusion
from {{ ref('stg_zuora__catalogue_charges') }}
union all
select
    'rate_plan_charge' as charge_table,
    'rate_plan_charge_tier' as tier_table,
    charge_id as owner_id,
    'sold|' || charge_id as record_id,
    charge_number as price_native_id,
    plan_native_id,
    plan_name,
    product_native_id,
    product_name,
    charge_model,
    charge_type,
    unit_months as billing_months,
    uom,
    currency_code,
    unit_amount,
    effective_from as price_from,
    effective_to as price_to,
    changed_at,
    loaded_at,
    is_newest,
    case
        when is_deleted then 'deleted'
        when not is_current then 'superseded_version'
    end as charge_exclusion
from {{ ref('stg_zuora__sold_charges') }}
