-- Grain: one row per attempt that Portkey logged and export that carried it.
-- cost_amount is US dollars by Portkey's price list: without the markups that the variable portkey_markups names, 0
-- for an answer from the gateway's cache, null where the log says 0 because no price or no usage was known. A failed
-- attempt of a fallback chain that another target took over is a retry: one request is one call. Retries inside one
-- log leave no trace but their number; the log is taken to cost its last attempt, since the others were refused.
-- Kept but not counted: management of files, batches and models, which carries neither tokens nor cost.
with logs as (
    select * from {{ ref('stg_portkey__logs') }}
),

-- the model catalog writes `@credential/model`
named as (
    select
        logs.*,
        coalesce({{ text_match('ai_model', '^@[^/]+/(.+)$') }}, nullif(ai_model, '')) as asked_model,
        coalesce({{ reference_text('virtual_key') }}, {{ text_match('ai_model', '^@([^/]+)/') }}) as credential
    from logs
),

typed as (
    select
        named.*,
        {{ portkey_unmarked('charged_amount', 'credential') }} as known_cost,
        {{ trace_of_session('trace_id') }} as trace_ref,
        coalesce(nullif(trim(trace_id), ''), id) as chain_ref,
        {{ utc_date('started_at') }} as chain_date,
        {{ text_match('cast(last_used_option_index as ' ~ type_of('text') ~ ')', '([0-9]+)[^0-9]*$') }} as option_text,
        coalesce(upper(trim(cache_status)) in ('HIT', 'SEMANTIC HIT'), false) as is_cache_hit,
        -- where the provider gave no id, the gateway makes one of its clock or of a counter, and calls may share it
        {{ text_match("'-' || answer_id", '^[a-z0-9_-]*-([0-9]{1,13})$') }} is not null as is_made_up_id,
        coalesce(lower(told_internal) = 'true', false) as is_internal,
        coalesce(lower(told_byok) = 'true', false) as is_paid_by_caller,
        coalesce(request_url like '%/batches%', false) as is_batch,
        coalesce(
            request_url like '%/batches%' or request_url like '%/files%' or request_url like '%/models', false
        ) and coalesce(input_tokens, 0) + coalesce(output_tokens, 0) = 0 and coalesce(charged_amount, 0) = 0
            as is_management,
        coalesce(
            case lower(ai_org)
                when 'azure-openai' then 'azure' when 'vertex-ai' then 'vertex_ai'
                else nullif(lower(trim(ai_org)), '')
            end,
            {{ provider_of_model('asked_model') }}
        ) as provider
    from named
),

numbered as (
    select
        typed.*,
        {{ safe_number('option_text', 'count') }} as option_number
    from typed
),

flagged as (
    select
        numbered.*,
        -- of one trace and day only, so that a day can be computed alone; copies of one log do not follow each other
        coalesce(
            outcome = 'error' and lower(mode) = 'fallback'
            and case
                when option_number is not null
                    then max(option_number) over (partition by chain_ref, chain_date, mode) > option_number
                else max(started_at) over (partition by chain_ref, chain_date, mode) > started_at
            end,
            false
        ) as is_retry,
        outcome = 'success' and coalesce(known_cost, 0) = 0
        and not is_cache_hit and not is_paid_by_caller and not is_management as is_unpriced
    from numbered
),

priced as (
    select
        flagged.*,
        case
            when is_cache_hit then cast(0 as {{ type_of('precise') }})
            when not is_unpriced then cast(known_cost as {{ type_of('precise') }})
        end as cost_in_full,
        min(case when not is_cache_hit and not is_retry then id end) over (
            partition by answer_id, chain_date
        ) as first_log_of_id
    from flagged
),

final as (
    select
        'portkey' as vendor, 'portkey_logs' as source_table, '' as source_account, id as source_record_id,
        cast(2 as {{ type_count() }}) as source_rank,
        -- a cached answer and an attempt that was taken over are not the response that carries this id, and of those
        -- that share a made-up one only the first of the day keeps it
        case
            when not is_cache_hit and not is_retry and (not is_made_up_id or id = first_log_of_id)
                then coalesce(nullif(answer_id, ''), google_answer_id)
        end as provider_response_id,
        case when not is_retry then id end as gateway_call_id,
        trace_ref as trace_id,
        nullif(span_id, '') as span_id,
        {{ call_operation('request_url', 'false', 'is_batch') }} as operation,
        provider,
        credential as provider_account_ref,
        asked_model as model_requested,
        coalesce(nullif(served, ''), google_served, asked_model) as model,
        coalesce(
            {{ reference_text('told_customer_id') }}, {{ reference_text('told_customer') }},
            {{ reference_text('told_tenant') }}
        ) as customer_ref,
        {{ reference_text('told_user') }} as end_user_ref,
        nullif(api_key_id, '') as api_key_ref,
        nullif(workspace_slug, '') as project_ref,
        coalesce({{ reference_text('told_feature') }}, {{ reference_text('prompt_slug') }}) as feature_ref,
        case
            when {{ reference_text('told_feature') }} is not null then 'tag'
            when {{ reference_text('prompt_slug') }} is not null then 'prompt'
        end as feature_ref_kind,
        {{ reference_text('told_environment') }} as environment,
        outcome as status,
        is_retry, is_cache_hit, is_batch, is_internal, is_paid_by_caller,
        input_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens,
        cast(cost_in_full as {{ type_money() }}) as cost_amount,
        {{ money_remainder('cost_in_full') }} as cost_rounding_amount,
        case when is_unpriced then 'none' else 'gateway_estimated' end as cost_basis,
        coalesce(nullif(upper(trim(cost_currency)), ''), 'USD') as currency_code,
        started_at,
        cast(null as {{ type_of('timestamp') }}) as ended_at,
        cast(metadata as {{ type_of('text') }}) as labels,
        coalesce(exported_at, started_at) as source_updated_at,
        coalesce(exported_at, started_at) as loaded_at,
        case when is_management then 'no_model_call' end as exclusion_reason,
        {{ row_issue([
            ('cost', 'cost', 'charged_amount'), ('req_units', 'req_units', 'request_units'),
            ('res_units', 'res_units', 'response_units'), ('created_at', 'created_at', 'started_at', 'a time')
        ]) }} as row_issue
    from priced
)

select * from final
