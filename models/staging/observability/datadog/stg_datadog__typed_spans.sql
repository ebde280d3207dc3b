-- Grain: one row per raw row of `llm_obs_spans`, typed. Token buckets exclude each other: input_tokens of a span
-- includes cache reads and writes. stated_cost is US dollars; Datadog counts in billionths of a dollar. start_ns is
-- nanoseconds by the documentation and milliseconds in its example, so its size decides.
with spans as (
    {{ raw_rows('datadog', 'llm_obs_spans', {
        'type': 'text', 'attributes_span_id': 'text', 'attributes_trace_id': 'text', 'attributes_parent_id': 'text',
        'attributes_name': 'text', 'attributes_span_kind': 'text', 'attributes_ml_app': 'text',
        'attributes_model_name': 'text', 'attributes_model_provider': 'text', 'attributes_start_ns': 'number',
        'attributes_duration': 'number', 'attributes_status': 'text', 'attributes_tags': 'json',
        'attributes_metadata': 'json', 'attributes_metrics': 'json', '_loaded_at': 'timestamp'
    }) }}
),

with_metrics as (
    {{ json_columns('spans', 'attributes_metrics', {
        'input_text': ['input_tokens'], 'fresh_text': ['non_cached_input_tokens'],
        'read_text': ['cache_read_input_tokens'], 'write_text': ['cache_write_input_tokens'],
        'write_1h_text': ['ephemeral_1h_input_tokens'], 'output_text': ['output_tokens'],
        'reasoning_text': ['reasoning_output_tokens'], 'cost_text': ['estimated_total_cost']
    }) }}
),

with_metadata as (
    {{ json_columns('with_metrics', 'attributes_metadata', {
        'customer_id': ['customer_id'], 'feature': ['feature'], 'response_id': ['response_id'],
        'call_id': ['litellm_call_id'], 'provider_account': ['provider_account']
    }) }}
),

typed as (
    select
        with_metadata.*,
        attributes_tags as tags,
        {% for bucket in ['input', 'fresh', 'read', 'write', 'write_1h', 'output', 'reasoning'] %}
        {{ safe_number(bucket ~ '_text', 'count') }} as {{ bucket }}_count,
        {% endfor %}
        cast(
            {{ safe_number('cost_text', 'number') }} * cast(0.000000001 as {{ type_decimal(9, 9) }})
            as {{ type_of('precise') }}
        ) as stated_cost,
        {{ safe_number('attributes_start_ns', 'number') }} as start_number,
        {{ safe_number('attributes_duration', 'number') }} as duration_ns
    from with_metadata
),

timed as (
    select
        typed.*,
        case
            when start_number < 100000000000000 then {{ int_div('start_number', '1') }} * 1000
            when start_number < 100000000000000000 then {{ int_div('start_number', '1') }}
            else {{ int_div('start_number', '1000') }}
        end as start_micros,
        case when duration_ns < 0 then 0 else duration_ns end as shown_ns
    from typed
),

final as (
    select
        timed.*,
        nullif(attributes_trace_id, '') as trace_ref,
        nullif(attributes_span_id, '') as span_ref,
        {{ reference_text('attributes_parent_id') }} as parent_ref,
        lower(attributes_span_kind) as kind,
        lower(attributes_span_kind) in ('llm', 'embedding') as is_call,
        coalesce(fresh_count, {{ clamped_difference('input_count', ['read_count', 'write_count']) }}) as fresh_tokens,
        coalesce(input_count, fresh_count, 0) + coalesce(output_count, 0) as tokens,
        coalesce(output_count, reasoning_count) as output_tokens,
        -- Datadog's trace id is its own; spans of other tools share the one that the application put into a tag
        coalesce(
            {{ tag_value('tags', ['otel_trace_id', 'otel.trace_id']) }}, nullif(attributes_trace_id, '')
        ) as shared_trace_id,
        coalesce(
            {{ tag_value('tags', ['customer', 'customer_id', 'customer.id', 'tenant', 'tenant_id']) }},
            {{ reference_text('customer_id') }}
        ) as customer_ref,
        coalesce({{ tag_value('tags', ['feature']) }}, {{ reference_text('feature') }}) as feature_ref,
        {{ tag_value('tags', ['env']) }} as environment,
        case when lower(attributes_status) = 'error' then 'error' else 'success' end as outcome,
        {{ utc_from_epoch_micros('cast(start_micros as ' ~ type_of('integer') ~ ')') }} as started_at,
        {{ utc_from_epoch_micros(
            'cast(start_micros + ' ~ int_div('shown_ns', '1000') ~ ' as ' ~ type_of('integer') ~ ')'
        ) }} as ended_at,
        {{ safe_timestamp('loaded_at') }} as loaded
    from timed
)

select * from final
