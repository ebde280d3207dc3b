-- Grain: one row per call, or billed attempt of a call, that the LiteLLM proxy logged.
-- cost_amount is US dollars without the operator's own markup: 0 for an answer from the proxy's cache, null where
-- the proxy knew no price. Token buckets exclude each other. Kept but not counted: rows without tokens and spend of
-- tools, batches and files, and look-ups of a finished response, which repeat its cost although no provider charges
-- them; only `_background_cost` is the bill itself. What an operator prunes from `metadata` (markup, ...) is null.
with spend_logs as (
    {{ raw_rows('litellm', 'LiteLLM_SpendLogs', {
        'request_id': 'text', 'call_type': 'text', 'api_key': 'text', 'spend': 'number',
        'total_tokens': 'integer', 'prompt_tokens': 'integer', 'completion_tokens': 'integer',
        'startTime': 'timestamp', 'endTime': 'timestamp', 'model': 'text', 'model_group': 'text',
        'custom_llm_provider': 'text', 'cache_hit': 'text', 'request_tags': 'json', 'metadata': 'json',
        'team_id': 'text', 'end_user': 'text', 'session_id': 'text', 'status': 'text',
        'litellm_call_id': 'text', 'created_at': 'timestamp', 'updated_at': 'timestamp', '_loaded_at': 'timestamp'
    }) }}
),

parsed as (
    {{ json_columns('spend_logs', 'metadata', litellm_metadata_paths()) }}
),

-- a suffix of the request id says what kind of row this is; the rest is the provider's response id
typed as (
    select
        parsed.*,
        {{ litellm_response_id('request_id') }} as response_id,
        coalesce(nullif(litellm_call_id, ''), metadata_call_id) as call_ref,
        coalesce(nullif(lower(custom_llm_provider), ''), {{ provider_of_model('model') }}) as provider,
        case when lower(coalesce(nullif(status, ''), metadata_status)) = 'failure' then 'error' else 'success' end
            as outcome,
        {{ safe_number('spend', 'precise') }} as spend_amount,
        coalesce({{ safe_number('margin_total', 'precise') }}, 0) as markup_amount,
        {{ safe_number('prompt_tokens', 'count') }} as prompt_count,
        {{ safe_number('completion_tokens', 'count') }} as completion_count,
        {{ safe_number('total_tokens', 'count') }} as total_count,
        {{ litellm_count('read') }} as read_count, {{ litellm_count('write') }} as write_count,
        {{ litellm_count('write_1h') }} as write_1h_count, {{ litellm_count('reasoning') }} as reasoning_count,
        {{ safe_timestamp('start_time') }} as started_at, {{ safe_timestamp('end_time') }} as ended_at,
        coalesce(
            {{ safe_timestamp('updated_at') }}, {{ safe_timestamp('created_at') }}, {{ safe_timestamp('end_time') }}
        ) as written_at
    from parsed
),

flagged as (
    select
        typed.*,
        coalesce(nullif(spend_amount, 0), {{ safe_number('total_cost', 'precise') }}, spend_amount) as charged_amount,
        coalesce(lower(cache_hit) = 'true', false)
            or coalesce(request_id like '%cache_hit%' and request_id <> response_id, false) as is_cache_hit,
        coalesce(lower(billed_retry_attempt) = 'true', false)
            or coalesce(request_id like '%-attempt-%' and request_id <> response_id, false) as is_retry,
        coalesce(call_type like '%create_batch' or call_type like '%retrieve_batch', false) as is_batch,
        coalesce(model like 'MCP: %', false) as is_tool,
        coalesce(internal_call_origin <> 'background_response_cost_poll', false)
            or coalesce(lower(is_silent_experiment) = 'true', false)
            or coalesce(api_key = 'litellm-internal-health-check', false) as is_internal,
        coalesce(lower(used_client_oauth_token) = 'true', false) as is_paid_by_caller,
        -- the proxy answers the responses API of other providers by a chat call, and some versions logged both: they
        -- share the call id, and the id of the response is the proxy's own, which nobody else ever sees
        coalesce(call_type in ('aresponses', 'responses') and provider not in ('openai', 'azure'), false)
        and call_ref is not null as is_bridged,
        -- the log leaves empty buckets out; only where it kept the usage object is an absent bucket a true 0
        case when detail_prompt_tokens is not null then 0 end as absent_count
    from typed
),

counted as (
    select
        flagged.*,
        coalesce(read_count, absent_count) as cache_read_tokens,
        coalesce(write_count, write_1h_count, absent_count) as all_write_count,
        coalesce(write_1h_count, absent_count) as cache_write_1h_tokens,
        (is_tool or {{ litellm_is_management('call_type') }}) and coalesce(charged_amount, 0) = 0
        and coalesce(prompt_count, 0) + coalesce(completion_count, 0) + coalesce(total_count, 0) = 0 as is_no_model_call
    from flagged
),

-- a success at 0 that is none of these had no known price, or told no usage
priced as (
    select
        counted.*,
        case
            when is_cache_hit then cast(0 as {{ type_of('precise') }})
            when coalesce(charged_amount, 0) <> 0 or is_no_model_call or is_paid_by_caller or outcome = 'error'
                then cast(charged_amount - markup_amount as {{ type_of('precise') }})
        end as cost
    from counted
),

final as (
    select
        'litellm' as vendor, 'LiteLLM_SpendLogs' as source_table, '' as source_account,
        coalesce(nullif(trim(request_id), ''), call_ref) as source_record_id,
        -- an aggregator passes on what the provider charged; all other amounts are the proxy's own price list
        cast(
            case when provider = 'openrouter' and cost is not null then 1 else 2 end as {{ type_count() }}
        ) as source_rank,
        -- a cached answer, an earlier attempt and a bridged response are not the response that carries this id
        case when not is_cache_hit and not is_retry and not is_bridged then nullif(trim(response_id), '') end
            as provider_response_id,
        case when not is_retry then call_ref end as gateway_call_id,
        {{ trace_of_session('session_id') }} as trace_id, cast(null as {{ type_of('text') }}) as span_id,
        {{ call_operation('call_type', 'is_tool', 'is_batch') }} as operation,
        provider,
        {{ reference_text('provider_account') }} as provider_account_ref,
        nullif(model_group, '') as model_requested, nullif(model, '') as model,
        coalesce(
            {{ reference_text('customer_id') }}, {{ tag_value('request_tags', ['customer', 'tenant']) }}
        ) as customer_ref,
        {{ reference_text('end_user') }} as end_user_ref,
        coalesce(nullif(key_alias, ''), nullif(api_key, '')) as api_key_ref,
        coalesce(nullif(key_project, ''), nullif(team_id, '')) as project_ref,
        coalesce({{ reference_text('feature') }}, {{ tag_value('request_tags', ['feature', 'taskName']) }})
            as feature_ref, 'tag' as feature_ref_kind,
        coalesce(
            {{ tag_value('request_tags', ['env', 'environment']) }}, {{ reference_text('sent_environment') }}
        ) as environment,
        outcome as status,
        is_retry, is_cache_hit, is_batch, is_internal, is_paid_by_caller,
        cast(
            {{ clamped_difference('prompt_count', ['cache_read_tokens', 'all_write_count']) }} as {{ type_count() }}
        ) as input_tokens,
        cast(cache_read_tokens as {{ type_count() }}) as cache_read_tokens,
        cast(
            {{ clamped_difference('all_write_count', ['cache_write_1h_tokens']) }} as {{ type_count() }}
        ) as cache_write_tokens,
        cast(cache_write_1h_tokens as {{ type_count() }}) as cache_write_1h_tokens,
        completion_count as output_tokens,
        cast(coalesce(reasoning_count, absent_count) as {{ type_count() }}) as reasoning_tokens,
        cast(cost as {{ type_money() }}) as cost_amount, {{ money_remainder('cost') }} as cost_rounding_amount,
        case
            when cost is null then 'none' when provider = 'openrouter' then 'provider_reported'
            else 'gateway_estimated'
        end as cost_basis,
        'USD' as currency_code, started_at, ended_at,
        {{ labels_document('metadata', 'request_tags') }} as labels, written_at as source_updated_at,
        coalesce({{ safe_timestamp('loaded_at') }}, written_at) as loaded_at,
        case
            when is_no_model_call then 'no_model_call'
            when call_type like '%get_responses' and coalesce(request_id = response_id, true) then 'response_looked_up'
        end as exclusion_reason,
        {{ row_issue([
            ('spend', 'spend', 'spend_amount'), ('prompt_tokens', 'prompt_tokens', 'prompt_count'),
            ('completion_tokens', 'completion_tokens', 'completion_count'),
            ('startTime', 'start_time', 'started_at', 'a time')
        ]) }} as row_issue
    from priced
)

select * from final
