-- Grain: one row per raw row of `billable_metrics`. No amounts. Orb keeps event name and aggregation inside the SQL of
-- a metric, so they are null here. Drafts carry an exclusion_reason.

with metrics as (

    {{ raw_rows('orb', 'billable_metrics', {
        'id': 'text', 'name': 'text', 'item': 'json', 'status': 'text', 'metadata': 'json', 'updated_at': 'timestamp',
    }) }}

),

mapped as (

    select
        'orb' as vendor,
        'billable_metrics' as source_table,
        '' as source_account,
        id as source_record_id,
        name as meter_name,
        {{ json_text('metadata', ['event_name']) }} as event_name,
        null as aggregation,
        null as value_property,
        {{ json_text('metadata', ['unit']) }} as unit,
        coalesce({{ json_text('metadata', ['feature']) }}, {{ json_text('item', ['name']) }}) as feature_ref,
        {{ safe_timestamp('updated_at') }} as source_updated_at,
        {{ safe_timestamp('updated_at') }} as loaded_at,
        case when status = 'draft' then 'draft' end as exclusion_reason,
        null as row_issue
    from metrics

)

select
    {{ contract_columns('meters') }}
from mapped
