-- Grain: customer x month in which the seed gives the customer a segment: the one of the month's last day, in the open
-- month of the day the figures are seen from. Two segments in one month: the last one has the whole month. Where two
-- rows hold on that day the one that began later wins (warn_segments_overlap names them). No amounts.

with customer_segments as (

    select * from {{ ref('stg_pricing__customer_segments') }}

),

identifier_customers as (

    select * from {{ ref('int_identifier_customers') }}

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

month_ends as (

    select
        calendar.month_start as period_month,
        max(calendar.date_day) as last_day
    from calendar
    cross join as_of
    where calendar.date_day <= as_of.as_of_date
    group by calendar.month_start

),

named as (

    select
        identifier_customers.customer_key,
        customer_segments.segment,
        coalesce(customer_segments.valid_from, cast('1900-01-01' as date)) as valid_from,
        customer_segments.valid_to
    from customer_segments
    left join identifier_customers
        on identifier_customers.node = {{ identity_node_of('customer_segments.customer') }}
    where identifier_customers.customer_key is not null

),

-- many to many by intent: every month end in the span of a row
ranked as (

    select
        named.customer_key,
        month_ends.period_month,
        named.segment,
        row_number() over (
            partition by named.customer_key, month_ends.period_month
            order by named.valid_from desc, named.segment
        ) as segment_rank
    from month_ends
    cross join named
    where month_ends.last_day >= named.valid_from
        and (named.valid_to is null or month_ends.last_day < named.valid_to)

)

select
    customer_key,
    period_month,
    segment
from ranked
where segment_rank = 1
