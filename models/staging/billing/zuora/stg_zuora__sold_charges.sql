-- Grain: one row per raw row of `rate_plan_charge` that is no discount, priced: unit_amount is in major units per
-- unit_months. A flat or per-unit price comes from its one tier (Zuora keeps even a flat fee there) and may be stated
-- per month or year; where tiers decide, or none was landed, the charge's own MRR stands for one unit and one month.

with charges as (

    select * from {{ ref('stg_zuora__charge_versions') }} where not coalesce(is_discount, false)

),

tiers as (

    select owner_id, max(price) as price, max(flat_price) as flat_price
    from {{ ref('stg_zuora__charge_tiers') }}
    where source_table = 'rate_plan_charge_tier' and not is_deleted
    group by owner_id
    having count(distinct tier_number) = 1

),

based as (

    select
        charges.*,
        case when charges.charge_model in ('flatfee', 'perunit') then tiers.price end as tier_price,
        case
            when charges.price_base = 'permonth' then 1
            when charges.price_base = 'peryear' then 12
            when charges.price_base = 'perspecificmonths' then charges.price_base_months
            else charges.billing_months
        end as price_months
    from charges
    left join tiers on charges.charge_id = tiers.owner_id

),

chosen as (

    select
        based.*,
        based.tier_price is not null and based.price_months is not null as has_price,
        based.price_months = 1 and coalesce(based.billing_months, 0) > 1 as is_monthly_price
    from based

)

select
    chosen.*,
    case
        when charge_type = 'usage' then null
        when has_price and charge_model = 'perunit' then coalesce(quantity, 1)
        else 1
    end as charged_quantity,
    cast(
        case
            when charge_type = 'usage' then tier_price
            when has_price and is_monthly_price then tier_price * cast(billing_months as {{ type_decimal(9, 0) }})
            when has_price then tier_price
            when abs(mrr) < 1000000 then mrr
        end as {{ type_rate() }}
    ) as unit_amount,
    case
        when charge_type = 'usage' then billing_months
        when has_price and is_monthly_price then billing_months
        when has_price then price_months
        else 1
    end as unit_months
from chosen
