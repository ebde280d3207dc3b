-- Grain: customer x entry_date. Amounts: reporting currency. Special members are rows, so the mart sums to the
-- ledger. Cost is COGS before start-up cloud credits; R&D, sales and general cost is left out.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}

),

usage_daily as (

    select * from {{ ref('fct_usage_daily') }}

),

completeness as (

    select * from {{ ref('int_completeness') }}

),

money as (

    select
        customer_key,
        entry_date,
        {{ margin_sums() }}
    from ledger
    group by customer_key, entry_date

),

calls as (

    select
        customer_key,
        service_date as entry_date,
        cast(sum(calls) as {{ type_count() }}) as calls,
        cast(sum(calls_failed) as {{ type_count() }}) as calls_failed,
        cast(sum(tokens) as {{ type_count() }}) as tokens
    from usage_daily
    group by customer_key, service_date

),

members as (

    select customer_key, entry_date from money
    {{ union_distinct() }}
    select customer_key, entry_date from calls

),

joined as (

    select
        members.customer_key,
        members.entry_date,
        {{ margin_sums_or_zero('money') }},
        coalesce(calls.calls, 0) as calls,
        coalesce(calls.calls_failed, 0) as calls_failed,
        coalesce(calls.tokens, 0) as tokens,
        completeness.*
    from members
    left join completeness on {{ month_start('members.entry_date') }} = completeness.covered_month
    left join money
        on members.customer_key = money.customer_key
        and members.entry_date = money.entry_date
    left join calls
        on members.customer_key = calls.customer_key
        and members.entry_date = calls.entry_date

)

select
    customer_key,
    entry_date,
    {{ month_start('entry_date') }} as period_month,
    {{ margin_columns() }},
    case when has_cost then metered_cost end as metered_cost,
    case when has_calls then calls end as calls,
    case when has_calls then calls_failed end as calls_failed,
    case when has_calls then tokens end as tokens,
    '{{ var("reporting_currency") }}' as currency_code
from joined
