-- Fails where a valid record of a model call is in no call, or in more than one: the reconciliation would show its
-- cost as carried by another tool.

with records as (

    select slice_date, count(*) as records
    from {{ ref('int_ai_calls') }}
    group by slice_date

),

seen as (

    select slice_date, count(record_key) as records
    from {{ ref('int_call_sightings') }}
    group by slice_date

),

sighted as (

    select call_date, count(*) as sightings
    from {{ ref('int_call_sightings') }}
    where record_key is not null
    group by call_date

),

called as (

    select slice_date as call_date, sum(sightings) as sightings
    from {{ ref('int_calls') }}
    where call_key is not null
    group by slice_date

)

select 'record without a sighting' as problem, coalesce(records.slice_date, seen.slice_date) as problem_date
from records
full outer join seen on records.slice_date = seen.slice_date
where coalesce(records.records, 0) <> coalesce(seen.records, 0)

union all

select 'sighting without a call' as problem, coalesce(sighted.call_date, called.call_date) as problem_date
from sighted
full outer join called on sighted.call_date = called.call_date
where coalesce(sighted.sightings, 0) <> coalesce(called.sightings, 0)
