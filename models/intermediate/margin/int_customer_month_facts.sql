-- Grain: customer x month: every figure of the monthly customer margin before bands and ranks. Amounts: reporting
-- currency. A customer appears when it has money, usage, an invoice or a running contract in the month.
-- unpriced_tokens: of calls that are in no amount, because nobody knows a price and no invoice covers them.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}

),

usage_daily as (

    select * from {{ ref('fct_usage_daily') }}

),

billed_monthly as (

    select * from {{ ref('int_revenue_billed_monthly') }}

),

unpriced_daily as (

    select * from {{ ref('int_ai_cost_unpriced') }} where not is_invoiced and cost_function = 'cogs'

),

month_end_plans as (

    select * from {{ ref('int_customer_plan_month_end') }}

),

money as (

    select
        customer_key,
        period_month,
        {{ margin_sums() }}
    from ledger
    group by customer_key, period_month

),

calls as (

    select
        customer_key,
        period_month,
        cast(sum(calls) as {{ type_count() }}) as calls,
        cast(sum(calls_failed) as {{ type_count() }}) as calls_failed,
        cast(sum(tokens) as {{ type_count() }}) as tokens
    from usage_daily
    group by customer_key, period_month

),

unpriced as (

    select
        customer_key,
        {{ month_start('service_date') }} as period_month,
        cast(sum(tokens) as {{ type_count() }}) as unpriced_tokens
    from unpriced_daily
    group by customer_key, {{ month_start('service_date') }}

),

members as (

    select customer_key, period_month from money
    {{ union_distinct() }}
    select customer_key, period_month from calls
    {{ union_distinct() }}
    select customer_key, period_month from billed_monthly
    {{ union_distinct() }}
    select customer_key, period_month from month_end_plans

)

select
    members.customer_key,
    members.period_month,
    {{ margin_sums_or_zero('money') }},
    coalesce(calls.calls, 0) as calls,
    coalesce(calls.calls_failed, 0) as calls_failed,
    coalesce(calls.tokens, 0) as tokens,
    coalesce(unpriced.unpriced_tokens, 0) as unpriced_tokens,
    coalesce(billed_monthly.billed_revenue, 0) as billed_revenue,
    coalesce(billed_monthly.collected, 0) as collected,
    coalesce(month_end_plans.tier_key, '(none)') as tier_key_at_period_end,
    coalesce(month_end_plans.net_mrr, 0) as mrr,
    coalesce(month_end_plans.list_mrr, 0) as list_mrr,
    coalesce(month_end_plans.is_paying, false) as is_paying
from members
left join money
    on members.customer_key = money.customer_key
    and members.period_month = money.period_month
left join calls
    on members.customer_key = calls.customer_key
    and members.period_month = calls.period_month
left join unpriced
    on members.customer_key = unpriced.customer_key
    and members.period_month = unpriced.period_month
left join billed_monthly
    on members.customer_key = billed_monthly.customer_key
    and members.period_month = billed_monthly.period_month
left join month_end_plans
    on members.customer_key = month_end_plans.customer_key
    and members.period_month = month_end_plans.period_month
