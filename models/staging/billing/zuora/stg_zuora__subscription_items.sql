-- Grain: one segment of a charge on one subscription for a time; where a discount covers only part of it, the stretches
-- before and after are rows of their own (source_table rate_plan_charge.discount). unit_amount: major units per
-- billing_months; discount_ratio, discount_amount (major units): positive, an amount comes off the leading charge only;
-- commitment_amount: total contract value. Usage charges have no quantity. Discount and one-time charges, superseded
-- versions and deleted rows carry an exclusion_reason.

with charges as (

    select * from {{ ref('stg_zuora__sold_charges') }}

),

discount_charges as (

    select * from {{ ref('stg_zuora__charge_versions') }} where is_discount

),

subscriptions as (

    select
        subscription_native_id,
        case when renews_automatically and status = 'active' then term_end_date end as renewed_on
    from {{ ref('stg_zuora__subscription_versions') }}
    where is_current

),

leading_charges as (

    select * from {{ ref('stg_zuora__leading_charges') }}

),

discounts as (

    select * from {{ ref('stg_zuora__subscription_discounts') }}

),

-- A contract that renews by itself does not end with the term that its charges name, unless a charge has its own end.
dated as (

    select
        charges.*,
        charges.charge_number || '|' || cast(charges.segment as {{ type_of('text') }})
        || case when charges.is_current then '' else '@' || charges.charge_id end as record_id,
        charges.effective_from as item_from,
        case
            when charges.ends_with_contract and {{ utc_date('charges.effective_to') }} >= subscriptions.renewed_on
                then null
            else charges.effective_to
        end as item_to,
        subscriptions.renewed_on,
        charges.charge_number = leading_charges.leading_charge_number as is_leading
    from charges
    left join subscriptions on charges.subscription_native_id = subscriptions.subscription_native_id
    left join leading_charges on charges.subscription_native_id = leading_charges.subscription_native_id

),

discounted as (

    select
        dated.*,
        discounts.discount_ratio,
        case when dated.is_leading then discounts.discount_amount end as discount_amount,
        discounts.discount_start_at,
        case
            when discounts.discount_ends_with_contract
                and {{ utc_date('discounts.discount_end_at') }} >= dated.renewed_on
                then null
            else discounts.discount_end_at
        end as discount_end_at
    from dated
    left join discounts
        on dated.subscription_native_id = discounts.subscription_native_id
        and dated.is_current and dated.charge_type = 'recurring'
        and (discounts.discount_end_at is null or discounts.discount_end_at > dated.item_from)
        and (dated.item_to is null or discounts.discount_start_at < dated.item_to)

),

stretches as (

    {{ discount_stretches('discounted', 'rate_plan_charge', 'rate_plan_charge.discount') }}

),

united as (

    select
        source_table, stretch_id, subscription_native_id, charge_number, charged_quantity, unit_amount, unit_months,
        stretch_ratio, stretch_amount, tcv, currency_code, stretch_from, stretch_to, changed_at, loaded_at, row_issue,
        case
            when is_deleted then 'deleted'
            when not is_current then 'superseded_version'
            when charge_type = 'onetime' then 'one_time_charge'
        end as exclusion_reason
    from stretches
    union all
    select
        'rate_plan_charge' as source_table, charge_id as stretch_id, subscription_native_id, charge_number,
        null as charged_quantity, null as unit_amount, null as unit_months, null as stretch_ratio,
        null as stretch_amount, tcv, currency_code, effective_from as stretch_from, effective_to as stretch_to,
        changed_at, loaded_at, row_issue, 'discount_charge' as exclusion_reason
    from discount_charges

),

mapped as (

    select
        united.*,
        'zuora' as vendor,
        '' as source_account,
        stretch_id as source_record_id,
        charge_number as price_native_id,
        charged_quantity as quantity,
        unit_months as billing_months,
        stretch_ratio as discount_ratio,
        stretch_amount as discount_amount,
        tcv as commitment_amount,
        stretch_from as valid_from,
        stretch_to as valid_to,
        changed_at as source_updated_at
    from united

)

select
    {{ contract_columns('subscription_items') }}
from mapped
