-- Fails where a mart shows another number of calls or tokens of a month than the usage fact.

with usage_daily as (

    select period_month, sum(calls) as calls, sum(tokens) as tokens
    from {{ ref('fct_usage_daily') }}
    group by period_month

),

marts as (

    select 'fct_customer_margin_monthly' as mart, period_month, sum(calls) as calls, sum(tokens) as tokens
    from {{ ref('fct_customer_margin_monthly') }}
    group by period_month
    union all
    select 'fct_margin_cube_monthly' as mart, period_month, sum(calls) as calls, sum(tokens) as tokens
    from {{ ref('fct_margin_cube_monthly') }}
    group by period_month
    union all
    select 'int_usage_daily_resolved' as mart, {{ month_start('service_date') }} as period_month, sum(calls) as calls, sum(tokens) as tokens
    from {{ ref('int_usage_daily_resolved') }}
    where service_date <= (select as_of_date from {{ ref('int_as_of') }})
    group by {{ month_start('service_date') }}

)

select
    marts.mart,
    coalesce(marts.period_month, usage_daily.period_month) as period_month,
    marts.tokens as mart_tokens,
    usage_daily.tokens as usage_tokens
from marts
full outer join usage_daily on marts.period_month = usage_daily.period_month
where coalesce(marts.calls, 0) <> coalesce(usage_daily.calls, 0)
    or coalesce(marts.tokens, 0) <> coalesce(usage_daily.tokens, 0)
