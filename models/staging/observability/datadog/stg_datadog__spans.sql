-- Grain: one row per LLM observability span that is no model call (agent, workflow, tool, task, retrieval).
-- Carries hints of customer and feature and the place in the trace, no amounts. Model calls are not repeated here:
-- they are in stg_datadog__ai_calls, which also accounts for every raw row.
with spans as (
    select * from {{ ref('stg_datadog__typed_spans') }}
    where not coalesce(is_call, false)
),

final as (
    select
        'datadog' as vendor,
        'llm_obs_spans' as source_table,
        '' as source_account,
        trace_ref || '/' || span_ref as source_record_id,
        shared_trace_id as trace_id,
        parent_ref as parent_span_id,
        kind as span_kind,
        nullif(attributes_name, '') as span_name,
        customer_ref,
        feature_ref,
        'tag' as feature_ref_kind,
        environment,
        outcome as status,
        started_at,
        ended_at,
        {{ labels_document('attributes_metadata', 'tags') }} as labels,
        coalesce(loaded, ended_at) as source_updated_at,
        coalesce(loaded, ended_at) as loaded_at,
        case when coalesce(type, 'span') <> 'span' then 'no_span' end as exclusion_reason,
        {{ row_issue([('start_ns', 'attributes_start_ns', 'started_at', 'a time')]) }} as row_issue
    from spans
)

select
    {{ contract_columns('spans') }}
from final
