-- Grain: customer x feature x tier x provider x model x period_month. Amounts: reporting currency. Any slice of it
-- sums to the ledger; special members are rows. Counts of calls and tokens sit beside the money of their cell.

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
        customer_key, feature_key, tier_key, provider, model, period_month,
        {{ margin_sums() }}
    from ledger
    group by customer_key, feature_key, tier_key, provider, model, period_month

),

calls as (

    select
        customer_key, feature_key, tier_key, provider, model, period_month,
        cast(sum(calls) as {{ type_count() }}) as calls,
        cast(sum(tokens) as {{ type_count() }}) as tokens
    from usage_daily
    group by customer_key, feature_key, tier_key, provider, model, period_month

),

cells as (

    select customer_key, feature_key, tier_key, provider, model, period_month from money
    {{ union_distinct() }}
    select customer_key, feature_key, tier_key, provider, model, period_month from calls

),

joined as (

    select
        cells.*,
        {{ margin_sums_or_zero('money') }},
        coalesce(calls.calls, 0) as calls,
        coalesce(calls.tokens, 0) as tokens,
        completeness.*
    from cells
    left join completeness on cells.period_month = completeness.covered_month
    left join money
        on cells.customer_key = money.customer_key
        and cells.feature_key = money.feature_key
        and cells.tier_key = money.tier_key
        and cells.provider = money.provider
        and cells.model = money.model
        and cells.period_month = money.period_month
    left join calls
        on cells.customer_key = calls.customer_key
        and cells.feature_key = calls.feature_key
        and cells.tier_key = calls.tier_key
        and cells.provider = calls.provider
        and cells.model = calls.model
        and cells.period_month = calls.period_month

)

select
    customer_key,
    feature_key,
    tier_key,
    provider,
    model,
    period_month,
    {{ margin_columns() }},
    case when has_calls then calls end as calls,
    case when has_calls then tokens end as tokens,
    '{{ var("reporting_currency") }}' as currency_code
from joined
