-- Grain: one row per span of `otel_traces` as the collector wrote it; a span that was delivered twice is two rows.
-- cost_amount is US dollars as a library stated them, 0 for an answer from a gateway's cache; null is the normal case,
-- since the conventions know no cost.
-- Token buckets exclude each other. Kept but not counted: spans that are no model call, spans that wrap calls and
-- repeat their usage, and the outer of two spans of one call, one by a framework and one by the provider's library.
with spans as (
    select * from {{ ref('stg_otel__typed_spans') }}
),

inner_calls as (
    select distinct trace_ref, parent_ref, tokens, output_tokens
    from spans
    where is_call and tokens > 0 and parent_ref is not null
),

judged as (
    select
        spans.*,
        inner_calls.parent_ref is not null as is_repeated,
        coalesce(lower(told_cache_hit) = 'true', false) as is_cache_hit,
        -- an answer from a gateway's cache and a failed call without tokens cost nothing; any other 0 means that nobody
        -- knew a price
        case
            when lower(told_cache_hit) = 'true' then cast(0 as {{ type_of('precise') }})
            when stated_cost is not null then stated_cost
            when is_call and outcome = 'error' and spans.tokens = 0 then cast(0 as {{ type_of('precise') }})
        end as cost,
        coalesce(
            {{ provider_name('provider_text') }}, {{ provider_of_model('coalesce(model_served, model_requested)') }}
        ) as provider
    from spans
    left join inner_calls on {{ same_call_inside('spans', 'inner_calls') }}
),

final as (
    select
        'otel' as vendor,
        'otel_traces' as source_table,
        '' as source_account,
        trace_ref || '/' || span_ref as source_record_id,
        3 as source_rank,
        response_id as provider_response_id,
        call_id as gateway_call_id,
        trace_ref as trace_id,
        span_ref as span_id,
        coalesce(call_kind, case when is_call then 'chat' else 'other' end) as operation,
        provider,
        {{ reference_text('provider_account') }} as provider_account_ref,
        model_requested,
        {{ model_name('coalesce(model_served, model_requested)') }} as model,
        customer_ref,
        {{ reference_text('end_user') }} as end_user_ref,
        null as api_key_ref,
        nullif(service_name, '') as project_ref,
        feature_ref,
        null as feature_ref_kind,
        environment,
        outcome as status,
        false as is_retry,
        is_cache_hit,
        false as is_batch,
        coalesce(lower(environment) = 'evaluation' or environment like 'langfuse-%', false) as is_internal,
        false as is_paid_by_caller,
        input_tokens,
        cache_read_tokens,
        cache_write_tokens,
        cache_write_1h_tokens,
        output_tokens,
        reasoning_tokens,
        cost as cost_amount,
        {{ money_remainder('cost') }} as cost_rounding_amount,
        case when cost is null then 'none' else 'observability_estimated' end as cost_basis,
        'USD' as currency_code,
        started_at,
        ended_at,
        span_attributes as labels,
        -- no version and no load time of its own: of two deliveries of a span the longer one counts
        ended_at as source_updated_at,
        coalesce({{ safe_timestamp('loaded_at') }}, ended_at) as loaded_at,
        case
            when is_repeated then 'repeated_by_child_span'
            when is_call then null
            when call_kind is null and tokens = 0 then 'no_model_call'
            else 'wrapper_span'
        end as exclusion_reason,
        {{ row_issue([
            ('Timestamp', 'raw_timestamp', 'started_at', 'a time'),
            ('input tokens', 'input_text', 'input_count'), ('output tokens', 'output_text', 'output_count'),
            ('cached tokens', 'read_text', 'read_count'), ('cache writes', 'write_text', 'write_count'),
            ('cost', 'cost_text', 'attribute_cost'),
            (
                'SpanAttributes', 'span_attributes', "case when trim(span_attributes) like '{%}' then 1 end",
                'a JSON object'
            )
        ]) }} as row_issue
    from judged
)

select
    {{ contract_columns('ai_calls') }}
from final
