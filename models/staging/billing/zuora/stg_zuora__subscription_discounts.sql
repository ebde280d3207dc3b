-- Grain: one row per subscription with a discount charge on its recurring charges, and per rate plan that one is
-- confined to (rate_plan_id; null = the whole subscription): the one that started last. discount_ratio: share of the
-- price, 0 to 1; discount_amount: major units per billing period, off all that it is for together. It runs from
-- discount_start_at to discount_end_at (null = on); discount_ends_with_contract: that end is only the end of the term.

with charges as (

    select * from {{ ref('stg_zuora__charge_versions') }}
    where is_current and is_discount and coalesce(apply_discount_to, 'recurring') like '%recurring%'

),

tiers as (

    select owner_id, max(discount_percentage) as discount_percentage, max(discount_amount) as discount_amount
    from {{ ref('stg_zuora__charge_tiers') }}
    where source_table = 'rate_plan_charge_tier' and not is_deleted
    group by owner_id

),

ranked as (

    select
        charges.subscription_native_id,
        charges.discounted_rate_plan_id as rate_plan_id,
        case
            when charges.charge_model = 'discountpercentage'
                then cast(tiers.discount_percentage * {{ decimal_literal('0.01') }} as {{ type_rate() }})
        end as discount_ratio,
        case when charges.charge_model <> 'discountpercentage' then tiers.discount_amount end as discount_amount,
        charges.effective_from as discount_start_at,
        charges.effective_to as discount_end_at,
        charges.ends_with_contract as discount_ends_with_contract,
        row_number() over (
            partition by charges.subscription_native_id, charges.discounted_rate_plan_id
            order by charges.effective_from desc nulls last, charges.charge_number, charges.segment desc
        ) as discount_number
    from charges
    left join tiers on charges.charge_id = tiers.owner_id

)

select
    subscription_native_id,
    rate_plan_id,
    discount_ratio,
    discount_amount,
    discount_start_at,
    discount_end_at,
    discount_ends_with_contract
from ranked
where discount_number = 1
