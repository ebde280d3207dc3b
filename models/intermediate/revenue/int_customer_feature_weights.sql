-- Grain: one feature that a customer used in a month, with the tokens it consumed (the weight of a flat fee).
-- Usage after the day that the figures are seen from has no say. A customer without any usage in the month gets one
-- row `(none)` where a flat fee needs it, downstream.

with usage_daily as (

    select * from {{ ref('int_usage_daily_resolved') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

)

select
    customer_key,
    {{ month_start('service_date') }} as period_month,
    feature_key,
    cast(sum(tokens) as {{ type_count() }}) as tokens
from usage_daily
cross join as_of
where service_date <= as_of.as_of_date
group by customer_key, {{ month_start('service_date') }}, feature_key
having sum(tokens) > 0
