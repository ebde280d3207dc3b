-- Grain: one row per observation version that Langfuse exported; model calls are the types GENERATION and EMBEDDING.
-- cost_amount is US dollars by Langfuse's own price list or as the client sent it; 0 for an answer from a gateway's
-- cache, null where it is unknown, since Langfuse writes 0 for unknown. Token buckets exclude each other. Kept but not
-- counted: all other observation types, which wrap calls and often repeat their usage. A cost that only a wrapper
-- carries is therefore not seen here; the reconciliation with the provider's report shows it.
with observations as (
    {{ raw_rows('langfuse', 'observations_v2', {
        'id': 'text', 'trace_id': 'text', 'project_id': 'text', 'type': 'text', 'start_time': 'timestamp',
        'end_time': 'timestamp', 'environment': 'text', 'level': 'text', 'user_id': 'text', 'trace_name': 'text',
        'tags': 'json', 'metadata': 'json', 'provided_model_name': 'text', 'usage_details': 'json',
        'cost_details': 'json', 'total_cost': 'number', 'updated_at': 'timestamp', '_loaded_at': 'timestamp'
    }) }}
),

-- total_cost repeats cost_details.total as a typed number; the document is only opened where that is 0 or absent
costed as (
    select
        observations.*,
        {{ safe_number('total_cost', 'precise') }} as stated_cost,
        case when coalesce({{ safe_number('total_cost', 'precise') }}, 0) = 0 then cost_details end as unstated_cost
    from observations
),

with_metadata as (
    {{ json_columns('costed', 'metadata', {
        'response_id': ['response_id'], 'call_id': ['litellm_call_id'], 'customer_id': ['customer_id'],
        'tenant_id': ['tenant_id'], 'feature': ['feature'], 'requested': ['model_requested'],
        'provider_name': ['provider'], 'provider_account': ['provider_account'], 'span_attributes': ['attributes'],
        'told_cache_hit': ['cache_hit']
    }) }}
),

with_usage as (
    {{ json_sums('with_metadata', 'usage_details', langfuse_usage_keys(), 'count') }}
),

with_cost as (
    {{ json_sums('with_usage', 'unstated_cost', langfuse_cost_keys(), 'rate') }}
),

summed as (
    select
        with_cost.*,
        coalesce(nullif(stated_cost, 0), nullif(cost_total, 0), nullif(cost_parts, 0)) as known_cost,
        case when level = 'ERROR' then 'error' else 'success' end as outcome,
        {{ safe_timestamp('start_time') }} as started_at,
        {{ safe_timestamp('updated_at') }} as written_at
    from with_cost
),

totalled as (
    select
        summed.*,
        coalesce(usage_cache_read, 0) + coalesce(usage_cache_write, 0)
        + coalesce(usage_cache_write_1h, 0) as detail_input,
        coalesce(usage_cache_write, 0) + coalesce(usage_cache_write_1h, 0) as detail_write,
        coalesce(usage_reasoning, 0) as detail_output,
        coalesce(
            lower(told_cache_hit) = 'true'
            or replace(replace(lower(span_attributes), ' ', ''), '"', '') like '%litellm.cache_hit:true%', false
        ) as is_cache_hit,
        coalesce(usage_input, 0) + coalesce(usage_cache_read, 0)
        + coalesce(usage_cache_write, 0) + coalesce(usage_cache_write_1h, 0)
        + coalesce(usage_output, 0) + coalesce(usage_reasoning, 0) as key_sum
    from summed
),

priced as (
    select
        totalled.*,
        {{ langfuse_overlaps('input') }} as input_overlaps,
        {{ langfuse_overlaps('write') }} as write_overlaps,
        {{ langfuse_overlaps('output') }} as output_overlaps,
        -- a failed call without tokens cost nothing; any other 0 means that Langfuse knew no price
        case
            when known_cost is not null and not is_cache_hit then known_cost
            when is_cache_hit or (outcome = 'error' and key_sum = 0) then cast(0 as {{ type_of('precise') }})
        end as cost
    from totalled
),

final as (
    select
        'langfuse' as vendor, 'observations_v2' as source_table, coalesce(project_id, '') as source_account,
        id as source_record_id,
        cast(3 as {{ type_count() }}) as source_rank,
        -- rows that came in by OpenTelemetry keep the span's own attributes as a document inside metadata
        coalesce(
            nullif(response_id, ''), case when id like 'time-%' then {{ text_match('id', '^time-[^_]*_(.+)$') }} end,
            {{ property_of('span_attributes', ['gen_ai.response.id', 'ai.response.id']) }}
        ) as provider_response_id,
        coalesce(nullif(call_id, ''), {{ property_of('span_attributes', ['litellm.call_id']) }}) as gateway_call_id,
        nullif(trace_id, '') as trace_id, id as span_id,
        case type
            when 'GENERATION' then 'chat' when 'EMBEDDING' then 'embedding' when 'TOOL' then 'tool' else 'other'
        end as operation,
        coalesce(nullif(lower(provider_name), ''), {{ provider_of_model('provided_model_name') }}) as provider,
        {{ reference_text('provider_account') }} as provider_account_ref,
        nullif(requested, '') as model_requested,
        {{ model_name('provided_model_name') }} as model,
        coalesce(
            {{ reference_text('customer_id') }}, {{ reference_text('tenant_id') }},
            {{ tag_value('tags', ['customer', 'tenant']) }}, {{ langfuse_customer_attribute('span_attributes') }}
        ) as customer_ref,
        {{ reference_text('user_id') }} as end_user_ref,
        cast(null as {{ type_of('text') }}) as api_key_ref, nullif(project_id, '') as project_ref,
        coalesce(
            {{ reference_text('feature') }}, {{ tag_value('tags', ['feature']) }}, nullif(trace_name, '')
        ) as feature_ref,
        case
            when coalesce({{ reference_text('feature') }}, {{ tag_value('tags', ['feature']) }}) is not null then 'tag'
            when trace_name <> '' then 'trace_name'
        end as feature_ref_kind,
        nullif(environment, '') as environment, outcome as status,
        false as is_retry, is_cache_hit, false as is_batch,
        coalesce(environment like 'langfuse-%', false) as is_internal, false as is_paid_by_caller,
        cast(
            case
                when write_overlaps then {{ clamped_difference('usage_input', ['detail_write']) }}
                when input_overlaps then {{ clamped_difference('usage_input', ['detail_input']) }}
                else usage_input
            end as {{ type_count() }}
        ) as input_tokens,
        usage_cache_read as cache_read_tokens, usage_cache_write as cache_write_tokens,
        usage_cache_write_1h as cache_write_1h_tokens,
        cast(
            case
                when output_overlaps then usage_output
                else coalesce(usage_output + detail_output, usage_output, usage_reasoning)
            end
            as {{ type_count() }}
        ) as output_tokens,
        usage_reasoning as reasoning_tokens,
        cast(cost as {{ type_money() }}) as cost_amount,
        {{ money_remainder('cost') }} as cost_rounding_amount,
        case when cost is null then 'none' else 'observability_estimated' end as cost_basis,
        'USD' as currency_code, started_at, {{ safe_timestamp('end_time') }} as ended_at,
        {{ labels_document('metadata', 'tags') }} as labels,
        written_at as source_updated_at,
        coalesce({{ safe_timestamp('loaded_at') }}, written_at) as loaded_at,
        case when coalesce(type, '') not in ('GENERATION', 'EMBEDDING') then 'wrapper_span' end as exclusion_reason,
        {{ row_issue([
            ('start_time', 'start_time', 'started_at', 'a time'), ('total_cost', 'total_cost', 'stated_cost'),
            ('usage_details', 'usage_details', "case when trim(usage_details) like '{%}' then 1 end", 'a JSON object')
        ]) }} as row_issue
    from priced
)

select * from final
