-- Grain: one call x one lookup path that reads a label and finds one, or that finds the trace of the call among those a
-- person has named (int_named_traces), on the UTC day of the call. No amounts.
-- Only keys that seeds/business/lookup_paths.csv names are read, without regard to case: from the metadata, tags,
-- headers or properties of the call itself (the best ranked sighting that has the key; what a caller sent to a gateway
-- may stand in an object inside its properties), or of the spans of its trace, if these agree. A day without any is
-- one row of nulls: readers say `where call_key is not null`.

{% set kept = ['owner', 'owner_kind', 'said_on', 'vendor', 'source_rank', 'record_key'] %}

{{ slice_config() }}

with slices as (

    {{ slice_versions(
        [ref('int_calls'), ref('int_spans')],
        neighbours=1,
        seeds=[
            [
                '(select * from ' ~ ref('stg_pricing__lookup_paths')
                ~ " where key is not null or reference = 'trace_id') as label_paths",
                ['target', 'priority', 'reference', 'key', 'vendor']
            ],
            [ref('int_named_traces'), ['trace_id']]
        ]
    ) }}

),

changed as (

    {{ changed_slices('slices') }}

),

label_paths as (

    select
        {{ lookup_path_id() }} as lookup_path,
        lower(key) as label_key,
        vendor,
        case when reference = 'label' then 'call' else 'trace' end as owner_kind
    from {{ ref('stg_pricing__lookup_paths') }}
    where key is not null

),

trace_paths as (

    select {{ lookup_path_id() }} as lookup_path, vendor
    from {{ ref('stg_pricing__lookup_paths') }}
    where reference = 'trace_id'

),

documents as (

    select
        call_sightings.call_key as owner,
        'call' as owner_kind,
        call_sightings.call_date as said_on,
        ai_calls.vendor,
        coalesce(ai_calls.source_rank, 99) as source_rank,
        ai_calls.record_key,
        ai_calls.labels
    from {{ ref('int_call_sightings') }} as call_sightings
    left join {{ ref('int_ai_calls') }} as ai_calls
        on call_sightings.record_key = ai_calls.record_key
        and call_sightings.slice_date = ai_calls.slice_date
    where ai_calls.labels is not null
        and {{ is_in_slices('call_sightings.call_date', 'changed') }}
        and {{ is_in_slices('call_sightings.slice_date', 'changed', neighbours=1) }}
    union all
    select
        trace_id as owner, 'trace' as owner_kind, slice_date as said_on, vendor, 99 as source_rank, record_key, labels
    from {{ ref('int_spans') }}
    where labels is not null and trace_id is not null and {{ is_in_slices('slice_date', 'changed', neighbours=1) }}

),

entries as (

    {{ label_entries('documents', kept) }}

),

-- many to many by intent: several paths may read one key
found as (

    select
        entries.*,
        label_paths.lookup_path,
        {{ reference_text('entries.label_text') }} as label_value,
        row_number() over (
            partition by entries.owner_kind, entries.owner, label_paths.lookup_path
            order by entries.source_rank, entries.vendor, entries.record_key, entries.label_text
        ) as found_number
    from entries
    left join label_paths
        on lower(trim(entries.label_key)) = label_paths.label_key
        and entries.owner_kind = label_paths.owner_kind
        and entries.vendor = coalesce(label_paths.vendor, entries.vendor)
    where label_paths.lookup_path is not null and {{ reference_text('entries.label_text') }} is not null

),

labels as (

    select owner as call_key, said_on as call_date, lookup_path, label_value
    from found
    where owner_kind = 'call' and found_number = 1
    union all
    -- one trace to many calls
    select
        calls.call_key,
        calls.slice_date as call_date,
        found.lookup_path,
        case
            when min(found.label_value) = max(found.label_value) then min(found.label_value)
            else '{{ several_values() }}'
        end as label_value
    from found
    left join {{ ref('int_calls') }} as calls
        on found.owner = calls.trace_id
        and found.said_on >= {{ date_add_days('calls.slice_date', -1) }}
        and found.said_on <= {{ date_add_days('calls.slice_date', 1) }}
    where found.owner_kind = 'trace'
        and calls.call_key is not null
        and {{ is_in_slices('calls.slice_date', 'changed') }}
    group by calls.call_key, calls.slice_date, found.lookup_path
    union all
    -- every path that reads a trace by its id, for each call of a named one
    select calls.call_key, calls.slice_date as call_date, trace_paths.lookup_path, calls.trace_id as label_value
    from {{ ref('int_calls') }} as calls
    cross join trace_paths
    where calls.call_key is not null
        and calls.trace_id in (select trace_id from {{ ref('int_named_traces') }})
        and calls.vendor = coalesce(trace_paths.vendor, calls.vendor)
        and {{ is_in_slices('calls.slice_date', 'changed') }}

)

select
    labels.call_key,
    labels.lookup_path,
    labels.label_value,
    changed.slice_date,
    changed.slice_version
from changed
left join labels on changed.slice_date = labels.call_date
