-- Grain: one row per raw row of `billable_metric`. No amounts. Filters and SQL of a metric are not exported, so the
-- event is not known. value_property: the first property that is aggregated. Archived metrics stay, their usage counts.

with metrics as (

    {{ metronome_rows('billable_metric', {
        'id': 'text', 'name': 'text', 'aggregate': 'text', 'aggregate_keys': 'json', 'updated_at': 'timestamp',
    }) }}

),

mapped as (

    select
        'metronome' as vendor,
        'billable_metric' as source_table,
        source_account,
        id as source_record_id,
        name as meter_name,
        null as event_name,
        lower(aggregate) as aggregation,
        {{ json_text('aggregate_keys', [0]) }} as value_property,
        null as unit,
        name as feature_ref,
        loaded_at as source_updated_at,
        loaded_at,
        left_out as exclusion_reason,
        null as row_issue
    from metrics

)

select
    {{ contract_columns('meters') }}
from mapped
