-- Grain: UTC day x customer x feature x provider x model x environment. Calls and tokens that customers used.
-- tokens: all buckets, cache reads and retries included; cache_write_tokens: both lifetimes together.
-- Excluded: internal use, calls that the caller paid the provider for, and what the COGS policy calls research.

{% set buckets = ['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'output_tokens'] %}

with calls_resolved as (

    select * from {{ ref('int_calls_resolved_daily') }}

),

customer_use as (

    select
        service_date,
        customer_key,
        feature_key,
        provider,
        model,
        environment,
        sum(calls) as calls,
        sum(calls_succeeded) as calls_succeeded,
        sum(calls_failed) as calls_failed,
        sum(calls_retried) as calls_retried,
        sum(calls_cached) as calls_cached,
        sum(input_tokens) as input_tokens,
        sum(cache_read_tokens) as cache_read_tokens,
        sum(cache_write_tokens + cache_write_1h_tokens) as cache_write_tokens,
        sum(output_tokens) as output_tokens
    from calls_resolved
    where not is_internal and not is_paid_by_caller and cost_function <> 'rnd'
    group by service_date, customer_key, feature_key, provider, model, environment

)

select
    service_date,
    customer_key,
    feature_key,
    provider,
    model,
    environment,
    {% for column in ['calls', 'calls_succeeded', 'calls_failed', 'calls_retried', 'calls_cached'] + buckets %}
    cast({{ column }} as {{ type_count() }}) as {{ column }},
    {% endfor %}
    cast({{ buckets | join(' + ') }} as {{ type_count() }}) as tokens
from customer_use
