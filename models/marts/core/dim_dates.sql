-- Grain: one calendar day. No amounts.

with calendar as (

    select * from {{ ref('int_calendar') }}

),

closed_months as (

    select * from {{ ref('stg_pricing__closed_months') }}

)

select
    calendar.date_day,
    calendar.month_start as period_month,
    calendar.days_in_month,
    closed_months.month is not null as is_closed_month
from calendar
left join closed_months on calendar.month_start = closed_months.month
