-- Grain: one row per feature reference as a source writes it, with its feature. No amounts.
-- A reference equal to a feature key maps to itself; the link with the lowest priority number wins.

with features as (

    select * from {{ ref('stg_pricing__features') }}

),

feature_links as (

    select * from {{ ref('stg_pricing__feature_links') }}

),

candidates as (

    select feature_key as feature_ref, feature_key, 0 as priority from features
    union all
    select ref_value as feature_ref, feature_key, priority from feature_links

),

ranked as (

    select
        feature_ref,
        feature_key,
        row_number() over (partition by feature_ref order by priority, feature_key) as candidate_rank
    from candidates

)

select feature_ref, feature_key
from ranked
where candidate_rank = 1
