-- Grain: one pricing tier, or one special member. No amounts.

with tiers as (

    select * from {{ ref('stg_pricing__tiers') }}

),

special_members as (

    {{ special_member_rows() }}

)

select tier_key, tier_name, sort_order from tiers
union all
select member_key as tier_key, member_name as tier_name, 1000 as sort_order from special_members
