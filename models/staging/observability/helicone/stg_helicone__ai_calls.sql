-- Grain: one row per version of a request that went through Helicone; the newest version of a request counts, also
-- where its model or user was edited. cost_amount is US dollars by Helicone's price list: 0 for an answer from
-- Helicone's own cache, null where it knew no price and wrote 0. Token buckets exclude each other; requests from
-- before helicone_inclusive_before (a date, default none) still count cached tokens inside the prompt. Nothing is
-- excluded: Helicone has no wrapper spans. Its response_id is its own and no id of the provider.
{% set inclusive_before = var('helicone_inclusive_before', '') %}

with requests as (
    {{ raw_rows('helicone', 'requests', {
        'request_id': 'text', 'request_created_at': 'timestamp', 'response_created_at': 'timestamp',
        'response_status': 'integer', 'request_user_id': 'text', 'request_properties': 'json', 'provider': 'text',
        'request_model': 'text', 'delay_ms': 'number', 'prompt_tokens': 'integer', 'completion_tokens': 'integer',
        'reasoning_tokens': 'integer', 'prompt_cache_read_tokens': 'integer', 'prompt_cache_write_tokens': 'integer',
        'cost': 'number', 'costUSD': 'number', 'cache_reference_id': 'text', 'target_url': 'text',
        'updated_at': 'timestamp', '_loaded_at': 'timestamp'
    }) }}
),

typed as (
    select
        requests.*,
        {{ safe_timestamp('request_created_at') }} as started_at,
        {{ safe_timestamp('updated_at') }} as written_at,
        {{ safe_number('response_status', 'count') }} as status_code,
        {{ safe_number('delay_ms', 'quantity') }} as delay,
        {{ safe_number('prompt_tokens', 'count') }} as prompt_count,
        {{ safe_number('completion_tokens', 'count') }} as completion_count,
        {{ safe_number('reasoning_tokens', 'count') }} as reasoning_count,
        {{ safe_number('prompt_cache_read_tokens', 'count') }} as read_count,
        {{ safe_number('prompt_cache_write_tokens', 'count') }} as write_count,
        coalesce({{ safe_number('cost', 'precise') }}, {{ safe_number('cost_usd', 'precise') }}) as stated_cost,
        replace(replace(coalesce(cache_reference_id, ''), '-', ''), '0', '') <> '' as is_cache_hit,
        coalesce({{ provider_name('provider') }}, {{ provider_of_model('request_model') }}) as provider_key
    from requests
),

counted as (
    select
        typed.*,
        case
            when started_at < {{ safe_timestamp("'" ~ inclusive_before ~ "'") if inclusive_before else 'null' }}
                then {{ clamped_difference('prompt_count', ['read_count', 'write_count']) }}
            else prompt_count
        end as fresh_count,
        coalesce(prompt_count, 0) + coalesce(completion_count, 0) + coalesce(reasoning_count, 0)
        + coalesce(read_count, 0) + coalesce(write_count, 0) as tokens
    from typed
),

priced as (
    select
        counted.*,
        case
            when status_code between 200 and 299 then 'success'
            when status_code is not null then 'error'
        end as outcome,
        -- no provider was asked for a cached answer; a failed request without tokens cost nothing; any other 0 means
        -- that Helicone knew no price
        case
            when is_cache_hit then cast(0 as {{ type_of('precise') }})
            when coalesce(stated_cost, 0) <> 0 then stated_cost
            when tokens = 0 and status_code not between 200 and 299 then cast(0 as {{ type_of('precise') }})
        end as known_cost
    from counted
),

final as (
    select
        'helicone' as vendor,
        'requests' as source_table,
        '' as source_account,
        request_id as source_record_id,
        3 as source_rank,
        {{ property_of('request_properties', ['response_id']) }} as provider_response_id,
        coalesce(
            {{ property_of('request_properties', ['litellm_call_id']) }}, nullif(request_id, '')
        ) as gateway_call_id,
        {{ property_of('request_properties', ['traceid', 'trace_id', 'helicone-session-id']) }} as trace_id,
        nullif(request_id, '') as span_id,
        case
            when lower(target_url) like '%embedding%' then 'embedding'
            when lower(target_url) like '%/images%' then 'image'
            when lower(target_url) like '%/audio%' then 'audio'
            when lower(target_url) like '%rerank%' then 'rerank'
            else 'chat'
        end as operation,
        provider_key as provider,
        {{ property_of('request_properties', ['provider_account']) }} as provider_account_ref,
        null as model_requested,
        {{ model_name('request_model') }} as model,
        {{ property_of(
            'request_properties', ['customer_id', 'customerid', 'customer-id', 'customer', 'tenant_id', 'tenant']
        ) }} as customer_ref,
        {{ reference_text('request_user_id') }} as end_user_ref,
        null as api_key_ref,
        null as project_ref,
        {{ property_of('request_properties', ['feature', 'helicone-session-name']) }} as feature_ref,
        case
            when {{ property_of('request_properties', ['feature']) }} is not null then 'tag'
            when lower(request_properties) like '%"helicone-session-name"%' then 'trace_name'
        end as feature_ref_kind,
        {{ property_of('request_properties', ['environment', 'env']) }} as environment,
        outcome as status,
        false as is_retry,
        is_cache_hit,
        false as is_batch,
        coalesce(request_user_id = 'helicone_playground', false) as is_internal,
        false as is_paid_by_caller,
        fresh_count as input_tokens,
        read_count as cache_read_tokens,
        write_count as cache_write_tokens,
        null as cache_write_1h_tokens,
        coalesce(completion_count + coalesce(reasoning_count, 0), reasoning_count) as output_tokens,
        reasoning_count as reasoning_tokens,
        known_cost as cost_amount,
        {{ money_remainder('known_cost') }} as cost_rounding_amount,
        case when known_cost is null then 'none' else 'observability_estimated' end as cost_basis,
        'USD' as currency_code,
        started_at,
        coalesce(
            {{ safe_timestamp('response_created_at') }}, {{ timestamp_add_micros('started_at', 'delay * 1000') }}
        ) as ended_at,
        request_properties as labels,
        written_at as source_updated_at,
        coalesce({{ safe_timestamp('loaded_at') }}, written_at) as loaded_at,
        null as exclusion_reason,
        {{ row_issue([
            ('request_created_at', 'request_created_at', 'started_at', 'a time'), ('cost', 'cost', 'stated_cost'),
            ('prompt_tokens', 'prompt_tokens', 'prompt_count'),
            ('completion_tokens', 'completion_tokens', 'completion_count'),
            ('prompt_cache_read_tokens', 'prompt_cache_read_tokens', 'read_count'),
            ('prompt_cache_write_tokens', 'prompt_cache_write_tokens', 'write_count')
        ]) }} as row_issue
    from priced
)

select
    {{ contract_columns('ai_calls') }}
from final
