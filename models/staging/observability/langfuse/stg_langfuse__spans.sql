-- Grain: one row per observation version that is no model call (span, agent, tool, chain, event and the like).
-- Carries hints of customer and feature and the place in the trace, no amounts. Model calls are not repeated
-- here: they are in stg_langfuse__ai_calls, which also accounts for every raw row.
with observations as (
    {{ raw_rows('langfuse', 'observations_v2', {
        'id': 'text', 'trace_id': 'text', 'project_id': 'text', 'parent_observation_id': 'text', 'type': 'text',
        'name': 'text', 'start_time': 'timestamp', 'end_time': 'timestamp', 'environment': 'text', 'level': 'text',
        'trace_name': 'text', 'tags': 'json', 'metadata': 'json', 'updated_at': 'timestamp', '_loaded_at': 'timestamp'
    }) }}
),

spans as (
    select * from observations where coalesce(type, '') not in ('GENERATION', 'EMBEDDING')
),

parsed as (
    {{ json_columns('spans', 'metadata', {
        'customer_id': ['customer_id'], 'tenant_id': ['tenant_id'], 'feature': ['feature'],
        'span_attributes': ['attributes']
    }) }}
),

typed as (
    select
        parsed.*,
        {{ safe_timestamp('start_time') }} as started_at,
        {{ safe_timestamp('updated_at') }} as written_at
    from parsed
),

final as (
    select
        'langfuse' as vendor,
        'observations_v2' as source_table,
        coalesce(project_id, '') as source_account,
        id as source_record_id,
        nullif(trace_id, '') as trace_id,
        nullif(parent_observation_id, '') as parent_span_id,
        lower(type) as span_kind,
        nullif(name, '') as span_name,
        coalesce(
            {{ reference_text('customer_id') }}, {{ reference_text('tenant_id') }},
            {{ tag_value('tags', ['customer', 'tenant']) }}, {{ langfuse_customer_attribute('span_attributes') }}
        ) as customer_ref,
        coalesce(
            {{ reference_text('feature') }}, {{ tag_value('tags', ['feature']) }}, nullif(trace_name, '')
        ) as feature_ref,
        case
            when coalesce({{ reference_text('feature') }}, {{ tag_value('tags', ['feature']) }}) is not null then 'tag'
            when trace_name <> '' then 'trace_name'
        end as feature_ref_kind,
        nullif(environment, '') as environment,
        case when level = 'ERROR' then 'error' else 'success' end as status,
        started_at,
        {{ safe_timestamp('end_time') }} as ended_at,
        {{ labels_document('metadata', 'tags') }} as labels,
        written_at as source_updated_at,
        coalesce({{ safe_timestamp('loaded_at') }}, written_at) as loaded_at,
        cast(null as {{ type_of('text') }}) as exclusion_reason,
        {{ row_issue([('start_time', 'start_time', 'started_at', 'a time')]) }} as row_issue
    from typed
)

select * from final
