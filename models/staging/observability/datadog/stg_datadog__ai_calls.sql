-- Grain: one row per LLM span of Datadog as the export API returned it; a span fetched in two windows is two rows.
-- cost_amount is US dollars by Datadog's price list or as the application stated it, null where there is no estimate.
-- Token buckets exclude each other. Kept but not counted: spans of other kinds, which repeat what the calls below
-- them used, rows that are no spans, and the outer of two spans of one call.
with spans as (
    select * from {{ ref('stg_datadog__typed_spans') }}
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
        case
            when stated_cost is not null then stated_cost
            when is_call and outcome = 'error' and spans.tokens = 0 then cast(0 as {{ type_of('precise') }})
        end as cost
    from spans
    left join inner_calls on {{ same_call_inside('spans', 'inner_calls') }}
),

final as (
    select
        'datadog' as vendor,
        'llm_obs_spans' as source_table,
        '' as source_account,
        trace_ref || '/' || span_ref as source_record_id,
        3 as source_rank,
        coalesce({{ reference_text('response_id') }}, {{ tag_value('tags', ['response_id']) }}) as provider_response_id,
        coalesce({{ reference_text('call_id') }}, {{ tag_value('tags', ['litellm_call_id']) }}) as gateway_call_id,
        shared_trace_id as trace_id,
        span_ref as span_id,
        case kind
            when 'llm' then 'chat' when 'embedding' then 'embedding' when 'tool' then 'tool' else 'other'
        end as operation,
        coalesce(
            {{ provider_name('attributes_model_provider') }}, {{ provider_of_model('attributes_model_name') }}
        ) as provider,
        {{ reference_text('provider_account') }} as provider_account_ref,
        null as model_requested,
        {{ model_name('attributes_model_name') }} as model,
        customer_ref,
        {{ tag_value('tags', ['user_id', 'usr.id']) }} as end_user_ref,
        null as api_key_ref,
        nullif(attributes_ml_app, '') as project_ref,
        coalesce(feature_ref, nullif(attributes_ml_app, '')) as feature_ref,
        case when feature_ref is not null then 'tag' when attributes_ml_app <> '' then 'service' end
            as feature_ref_kind,
        environment,
        outcome as status,
        false as is_retry,
        false as is_cache_hit,
        false as is_batch,
        coalesce(tags like '%"experiment_id:%', false) as is_internal,
        false as is_paid_by_caller,
        fresh_tokens as input_tokens,
        read_count as cache_read_tokens,
        {{ clamped_difference('write_count', ['write_1h_count']) }} as cache_write_tokens,
        write_1h_count as cache_write_1h_tokens,
        output_tokens,
        reasoning_count as reasoning_tokens,
        cost as cost_amount,
        {{ money_remainder('cost') }} as cost_rounding_amount,
        case when cost is null then 'none' else 'observability_estimated' end as cost_basis,
        'USD' as currency_code,
        started_at,
        ended_at,
        {{ labels_document('attributes_metadata', 'tags') }} as labels,
        -- a sent span never changes, only a later fetch may know a cost that an earlier one did not
        coalesce(loaded, ended_at) as source_updated_at,
        coalesce(loaded, ended_at) as loaded_at,
        case
            when coalesce(type, 'span') <> 'span' then 'no_span'
            when is_repeated then 'repeated_by_child_span'
            when not coalesce(is_call, false) then 'wrapper_span'
        end as exclusion_reason,
        {{ row_issue([
            ('start_ns', 'attributes_start_ns', 'started_at', 'a time'),
            ('input_tokens', 'input_text', 'input_count'), ('output_tokens', 'output_text', 'output_count'),
            ('cache_read_input_tokens', 'read_text', 'read_count'),
            ('cache_write_input_tokens', 'write_text', 'write_count'),
            ('estimated_total_cost', 'cost_text', 'stated_cost'),
            (
                'metrics', 'attributes_metrics', "case when trim(attributes_metrics) like '{%}' then 1 end",
                'a JSON object'
            )
        ]) }} as row_issue
    from judged
)

select
    {{ contract_columns('ai_calls') }}
from final
