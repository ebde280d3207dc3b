-- Grain: one price on one subscription with the tier that the seed links it to. No amounts.
-- The most specific link wins: price, then plan, then product, then names; no link = `(none)`.

with contract_items as (

    select * from {{ ref('int_contract_items') }}

),

tier_links as (

    select * from {{ ref('stg_pricing__tier_links') }}

),

candidates as (

    select
        contract_items.subscription_key,
        contract_items.price_native_id,
        tier_links.tier_key,
        case tier_links.ref_kind
            when 'price_native_id' then 1
            when 'plan_native_id' then 2
            when 'product_native_id' then 3
            when 'plan_name' then 4
            else 5
        end as link_rank
    from contract_items
    left join tier_links
        on (tier_links.ref_kind = 'price_native_id' and tier_links.ref_value = contract_items.price_native_id)
        or (tier_links.ref_kind = 'plan_native_id' and tier_links.ref_value = contract_items.plan_native_id)
        or (tier_links.ref_kind = 'product_native_id' and tier_links.ref_value = contract_items.product_native_id)
        or (tier_links.ref_kind = 'plan_name' and tier_links.ref_value = contract_items.plan_name)
        or (tier_links.ref_kind = 'product_name' and tier_links.ref_value = contract_items.product_name)

),

ranked as (

    select
        subscription_key,
        price_native_id,
        tier_key,
        row_number() over (
            partition by subscription_key, price_native_id
            order by link_rank, tier_key
        ) as candidate_rank
    from candidates

)

select
    subscription_key,
    price_native_id,
    coalesce(tier_key, '(none)') as tier_key
from ranked
where candidate_rank = 1
