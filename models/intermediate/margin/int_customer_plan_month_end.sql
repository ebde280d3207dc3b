-- Grain: customer x month in which a subscription ran: the plan of its last day in the month.
-- list_mrr and net_mrr: reporting currency per month; zero where the last day was not the month's last day (the
-- contract ended), except in the open month, which is seen on its latest day.

with customer_plans as (

    select * from {{ ref('int_customer_plan_daily') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

ranked as (

    select
        customer_plans.*,
        {{ month_start('service_date') }} as period_month,
        row_number() over (
            partition by customer_key, {{ month_start('service_date') }}
            order by service_date desc
        ) as day_rank
    from customer_plans

)

select
    ranked.customer_key,
    ranked.period_month,
    ranked.tier_key,
    ranked.subscription_key,
    ranked.is_paying,
    case
        when ranked.service_date = {{ month_end('ranked.service_date') }} or ranked.service_date = as_of.as_of_date
            then ranked.list_mrr
        else 0
    end as list_mrr,
    case
        when ranked.service_date = {{ month_end('ranked.service_date') }} or ranked.service_date = as_of.as_of_date
            then ranked.net_mrr
        else 0
    end as net_mrr
from ranked
cross join as_of
where ranked.day_rank = 1
