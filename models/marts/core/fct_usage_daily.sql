-- Grain: customer x feature x tier x provider x model x UTC day. Counts of real model calls and their tokens in
-- exclusive buckets; tokens is their sum. Retries carry tokens but are not calls of their own; duplicates,
-- wrapper spans, internal and caller-paid calls and what the COGS policy calls research are excluded.

with usage_daily as (

    select * from {{ ref('int_usage_daily_resolved') }}

),

customer_plans as (

    select * from {{ ref('int_customer_plan_daily') }}

),

feature_plans as (

    select * from {{ ref('int_customer_feature_plan_daily') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

with_tier as (

    select
        usage_daily.*,
        coalesce(feature_plans.tier_key, customer_plans.tier_key, '(none)') as tier_key
    from usage_daily
    cross join as_of
    left join feature_plans
        on usage_daily.customer_key = feature_plans.customer_key
        and usage_daily.feature_key = feature_plans.feature_key
        and usage_daily.service_date = feature_plans.service_date
    left join customer_plans
        on usage_daily.customer_key = customer_plans.customer_key
        and usage_daily.service_date = customer_plans.service_date
    where usage_daily.service_date <= as_of.as_of_date

)

select
    service_date,
    {{ month_start('service_date') }} as period_month,
    customer_key,
    feature_key,
    tier_key,
    provider,
    model,
    cast(sum(calls) as {{ type_count() }}) as calls,
    cast(sum(calls_succeeded) as {{ type_count() }}) as calls_succeeded,
    cast(sum(calls_failed) as {{ type_count() }}) as calls_failed,
    cast(sum(calls_retried) as {{ type_count() }}) as calls_retried,
    cast(sum(calls_cached) as {{ type_count() }}) as calls_cached,
    cast(sum(input_tokens) as {{ type_count() }}) as input_tokens,
    cast(sum(cache_read_tokens) as {{ type_count() }}) as cache_read_tokens,
    cast(sum(cache_write_tokens) as {{ type_count() }}) as cache_write_tokens,
    cast(sum(output_tokens) as {{ type_count() }}) as output_tokens,
    cast(sum(tokens) as {{ type_count() }}) as tokens
from with_tier
group by service_date, {{ month_start('service_date') }}, customer_key, feature_key, tier_key, provider, model
