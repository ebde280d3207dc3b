-- Grain: one feature of the product, or one special member. No amounts.

with features as (

    select * from {{ ref('stg_pricing__features') }}

),

special_members as (

    {{ special_member_rows() }}

)

select feature_key, feature_name, sort_order from features
union all
select member_key as feature_key, member_name as feature_name, 1000 as sort_order from special_members
