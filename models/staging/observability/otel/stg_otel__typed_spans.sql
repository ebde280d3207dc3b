-- Grain: one row per raw row of `otel_traces`, with what its attributes say under one name each, whatever library
-- wrote them. Token buckets exclude each other: the conventions count cached tokens inside input and reasoning inside
-- output, and they are taken out here. A library that sends the provider's own count betrays itself where a part
-- exceeds its whole, or is named in otel_exclusive_scopes; the Vercel SDK, whose input before version 6 is Anthropic's
-- own count, by what it keeps of the provider's usage. stated_cost is US dollars without a gateway's markup.
{% set words = otel_attribute_keys() %}

with spans as (
    {{ raw_rows('otel', 'otel_traces', {
        'Timestamp': 'timestamp', 'TraceId': 'text', 'SpanId': 'text', 'ParentSpanId': 'text', 'SpanName': 'text',
        'SpanKind': 'text', 'ServiceName': 'text', 'ResourceAttributes': 'json', 'ScopeName': 'text',
        'SpanAttributes': 'json', 'Duration': 'number', 'StatusCode': 'text', '_loaded_at': 'timestamp'
    }) }}
),

with_attributes as (
    {{ json_columns('spans', 'span_attributes', attribute_paths(words)) }}
),

with_resource as (
    {{ json_columns('with_attributes', 'resource_attributes', {
        'resource_environment_1': ['deployment.environment.name'], 'resource_environment_2': ['deployment.environment'],
        'resource_customer': ['customer.id']
    }) }}
),

named as (
    select
        with_resource.*,
        {% for word, keys in words.items() %}
        {{ first_attribute(word, keys) }} as {{ word }},
        {% endfor %}
        coalesce(nullif(resource_environment_1, ''), nullif(resource_environment_2, '')) as resource_environment
    from with_resource
),

with_provider_usage as (
    {{ json_columns('named', 'provider_metadata', {
        'anthropic_input': ['anthropic', 'usage', 'input_tokens'],
        'anthropic_read': ['anthropic', 'cacheReadInputTokens'],
        'anthropic_write': ['anthropic', 'cacheCreationInputTokens']
    }) }}
),

with_usage as (
    {{ json_sums('with_provider_usage', 'usage_document', langfuse_usage_keys(), 'count') }}
),

with_cost as (
    {{ json_sums('with_usage', 'cost_document', langfuse_cost_keys(), 'rate') }}
),

counted as (
    select
        with_cost.*,
        {{ otel_call_kind() }} as call_kind,
        {{ safe_number('input_text', 'count') }} as input_count,
        coalesce(
            {{ safe_number('fresh_text', 'count') }}, {{ safe_number('anthropic_input', 'count') }},
            case when anthropic_write is not null then {{ safe_number('input_text', 'count') }} end
        ) as fresh_count,
        coalesce({{ safe_number('read_text', 'count') }}, {{ safe_number('anthropic_read', 'count') }}) as read_count,
        coalesce({{ safe_number('write_text', 'count') }}, {{ safe_number('anthropic_write', 'count') }})
            as write_count,
        {{ safe_number('output_text', 'count') }} as output_count,
        {{ safe_number('reasoning_text', 'count') }} as reasoning_count,
        {{ safe_number('duration', 'count') }} as duration_ns,
        cast(
            {{ safe_number('cost_text', 'precise') }} - coalesce({{ safe_number('markup_text', 'precise') }}, 0)
            as {{ type_of('precise') }}
        ) as attribute_cost,
        {{ safe_timestamp('raw_timestamp') }} as started_at
    from with_cost
),

-- Langfuse's own usage document excludes its details from their whole already
bucketed as (
    select
        counted.*,
        case
            when usage_document is not null then usage_input
            when fresh_count is not null then fresh_count
            when {{ otel_exclusive_scope('scope_name') }} then input_count
            when coalesce(read_count, 0) + coalesce(write_count, 0) > input_count then input_count
            else input_count - coalesce(read_count, 0) - coalesce(write_count, 0)
        end as input_tokens,
        coalesce(read_count, usage_cache_read) as cache_read_tokens,
        coalesce(write_count, usage_cache_write) as cache_write_tokens,
        usage_cache_write_1h as cache_write_1h_tokens,
        case
            when usage_document is not null then coalesce(usage_output + coalesce(usage_reasoning, 0), usage_reasoning)
            when reasoning_count > output_count then output_count + reasoning_count
            else coalesce(output_count, reasoning_count)
        end as output_tokens,
        coalesce(reasoning_count, usage_reasoning) as reasoning_tokens
    from counted
),

final as (
    select
        bucketed.*,
        {% for id, ref in [('trace_id', 'trace_ref'), ('span_id', 'span_ref'), ('parent_span_id', 'parent_ref')] %}
        case when replace(trim({{ id }}), '0', '') <> '' then lower(trim({{ id }})) end as {{ ref }},
        {% endfor %}
        coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0) + coalesce(cache_write_tokens, 0)
        + coalesce(cache_write_1h_tokens, 0) + coalesce(output_tokens, 0) as tokens,
        coalesce(nullif(attribute_cost, 0), nullif(cost_total, 0), nullif(cost_parts, 0)) as stated_cost,
        case
            when lower(status_code) in ('error', 'status_code_error', '2') or error_type is not null then 'error'
            else 'success'
        end as outcome,
        coalesce(
            {{ reference_text('customer') }}, {{ tag_entry('metadata_document', 'customer_id') }},
            {{ tag_value('tag_list', ['customer', 'tenant']) }}, {{ reference_text('resource_customer') }}
        ) as customer_ref,
        coalesce(
            {{ reference_text('feature') }}, {{ tag_entry('metadata_document', 'feature') }},
            {{ tag_value('tag_list', ['feature']) }}
        ) as feature_ref,
        coalesce(stated_environment, resource_environment) as environment,
        -- clocks that were set back during a call give negative durations
        {{ timestamp_add_micros(
            'started_at', int_div('case when duration_ns < 0 then 0 else duration_ns end', '1000')
        ) }} as ended_at
    from bucketed
)

select
    final.*,
    -- what no library names is a call where it has a model and used tokens
    coalesce(call_kind in ('chat', 'embedding', 'rerank'), false)
        or (call_kind is null and tokens > 0 and coalesce(model_served, model_requested) is not null) as is_call
from final
