-- Grain: metric x tier x segment x month, up to the month the figures are seen from: the target that holds there, in
-- the metric's own unit. `(all)` in tier or segment is the target of a figure that is not broken down by it.
-- A row of seeds/scenarios/targets.csv holds from its month on (without a month: always), and a blank cell fits all.
-- The row that names the tier goes first, then the one that names the segment, then the one with the latest month.

with targets as (

    select * from {{ ref('stg_pricing__targets') }}

),

customer_segments as (

    select * from {{ ref('stg_pricing__customer_segments') }}

),

tiers as (

    select tier_key from {{ ref('stg_pricing__tiers') }}
    union all
    select '(none)' as tier_key
    union all
    select '(all)' as tier_key

),

segments as (

    select distinct segment from customer_segments
    {{ union_distinct() }}
    select '(none)' as segment
    {{ union_distinct() }}
    select '(all)' as segment

),

months as (

    select distinct calendar.month_start as period_month
    from {{ ref('int_calendar') }} as calendar
    cross join {{ ref('int_as_of') }} as as_of
    where calendar.date_day <= as_of.as_of_date

),

-- many to many by intent: every row for every tier, segment and month that it fits
ranked as (

    select
        targets.metric,
        tiers.tier_key,
        segments.segment,
        months.period_month,
        targets.target,
        targets.owner,
        row_number() over (
            partition by targets.metric, tiers.tier_key, segments.segment, months.period_month
            order by
                case when targets.tier is null then 1 else 0 end,
                case when targets.segment is null then 1 else 0 end,
                coalesce(targets.month, cast('1900-01-01' as date)) desc,
                targets.target, targets.owner
        ) as target_rank
    from targets
    cross join tiers
    cross join segments
    cross join months
    where (targets.tier is null or targets.tier = tiers.tier_key)
        and (targets.segment is null or targets.segment = segments.segment)
        and (targets.month is null or targets.month <= months.period_month)

)

select
    metric,
    tier_key,
    segment,
    period_month,
    target,
    owner
from ranked
where target_rank = 1
