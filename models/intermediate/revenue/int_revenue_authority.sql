-- Grain: one row per vendor that reports revenue or contracts, with whether it is the one that counts. No amounts.
-- seeds/business/authority.csv ranks vendors of the side `revenue`; of the ranked vendors that are in use the
-- first one counts, the others repeat it. A vendor without a rank counts (it bills something else).

with revenue_lines as (

    select * from {{ ref('int_revenue_lines') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions') }}

),

authority as (

    select * from {{ ref('stg_pricing__authority') }}

),

reporting_vendors as (

    select vendor from revenue_lines
    union
    select vendor from subscriptions

),

ranks as (

    select
        vendor,
        min(rank) as authority_rank
    from authority
    where side = 'revenue'
    group by vendor

),

ranked as (

    select
        reporting_vendors.vendor,
        ranks.authority_rank,
        min(ranks.authority_rank) over () as first_rank
    from reporting_vendors
    left join ranks on reporting_vendors.vendor = ranks.vendor

)

select
    vendor,
    authority_rank,
    authority_rank is null or authority_rank = first_rank as is_authority
from ranked
