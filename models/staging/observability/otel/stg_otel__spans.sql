-- Grain: one row per span of `otel_traces` that is no model call, whoever made it. Carries hints of customer and
-- feature and the place in the trace, no amounts. Model calls are not repeated here: they are in
-- stg_otel__ai_calls, which also accounts for every raw row.
with spans as (
    select * from {{ ref('stg_otel__typed_spans') }} where not is_call
),

final as (
    select
        'otel' as vendor,
        'otel_traces' as source_table,
        '' as source_account,
        trace_ref || '/' || span_ref as source_record_id,
        trace_ref as trace_id,
        parent_ref as parent_span_id,
        lower(coalesce(operation_name, inference_kind, workflow_kind, sdk_operation, span_kind)) as span_kind,
        nullif(span_name, '') as span_name,
        customer_ref,
        feature_ref,
        null as feature_ref_kind,
        environment,
        outcome as status,
        started_at,
        ended_at,
        span_attributes as labels,
        ended_at as source_updated_at,
        coalesce({{ safe_timestamp('loaded_at') }}, ended_at) as loaded_at,
        null as exclusion_reason,
        {{ row_issue([('Timestamp', 'raw_timestamp', 'started_at', 'a time')]) }} as row_issue
    from spans
)

select
    {{ contract_columns('spans') }}
from final
