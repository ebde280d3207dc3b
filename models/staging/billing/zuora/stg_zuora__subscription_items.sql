-- Grain: one segment of a charge on one subscription for a time; where a discount covers only part of it, the stretches
-- before and after are rows of their own (source_table rate_plan_charge.discount). unit_amount: major units per
-- billing_months; discount_ratio, discount_amount (major units): positive; the discount of a rate plan goes before that
-- of the whole subscription, and an amount comes off the dearest charge of the plan or the leading one of all.
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
            when charges.ends_with_contract and {{ business_date('charges.effective_to') }} >= subscriptions.renewed_on
                then null
            else charges.effective_to
        end as item_to,
        subscriptions.renewed_on,
        charges.charge_number = leading_charges.leading_charge_number as is_leading,
        max(charges.mrr) over (partition by charges.subscription_native_id, charges.charge_number) as charge_mrr
    from charges
    left join subscriptions on charges.subscription_native_id = subscriptions.subscription_native_id
    left join leading_charges on charges.subscription_native_id = leading_charges.subscription_native_id

),

-- a charge has the discount of its own rate plan, else that of the whole subscription
discounted as (

    select
        dated.*,
        coalesce(own.discount_ratio, whole.discount_ratio) as discount_ratio,
        case
            when own.discount_amount is null then case when dated.is_leading then whole.discount_amount end
            when dense_rank() over (
                partition by
                    dated.subscription_native_id, dated.rate_plan_id, case when own.discount_amount is null then 0 end
                order by dated.charge_mrr desc nulls last, dated.charge_number
            ) = 1 then own.discount_amount
        end as discount_amount,
        coalesce(own.discount_start_at, whole.discount_start_at) as discount_start_at,
        case
            when coalesce(own.discount_ends_with_contract, whole.discount_ends_with_contract)
                and {{ business_date('coalesce(own.discount_end_at, whole.discount_end_at)') }} >= dated.renewed_on
                then null
            else coalesce(own.discount_end_at, whole.discount_end_at)
        end as discount_end_at
    from dated
    {% for name, scope in {
        'own': 'own.rate_plan_id = dated.rate_plan_id',
        'whole': 'whole.rate_plan_id is null and own.subscription_native_id is null'
    }.items() %}
    left join discounts as {{ name }}
        on dated.subscription_native_id = {{ name }}.subscription_native_id
        and {{ scope }}
        and dated.is_current and dated.charge_type = 'recurring'
        and ({{ name }}.discount_end_at is null or {{ name }}.discount_end_at > dated.item_from)
        and (dated.item_to is null or {{ name }}.discount_start_at < dated.item_to)
    {% endfor %}

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
