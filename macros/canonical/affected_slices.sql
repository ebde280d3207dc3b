{#
  The CTEs that choose the work of an incremental run, ending in `affected_days` and `candidate_rows`.
  A day has changed when its number of rows, its newest load time or all its load times together, the seeds it was
  judged by or, for facts, its number of withdrawn rows (a flag that a loader flips in place) are not what this table
  has stored; without a watermark, the next run makes up for a killed or skipped one.
  Affected are, besides, all days of every id seen on a changed day (a restated event may have moved) and of
  ids whose pick in event_conflict_picks was added, edited or removed.
  `candidate_rows` are the rows of affected days and every other row of the ids in them. The days and ids are chosen
  from `row_places`, the few columns that place a row, so that whole rows are read once.
#}
{% macro affected_slices(entity) %}
    {% set is_fact = entity_rules(entity)['change'] == 'immutable' %}
    {% set loads = 'max(loaded_at) as loaded_at, ' ~ sum_of_load_times('loaded_at') ~ ' as load_times' %}
    {% set withdrawn = 'count(exclusion_reason)' if is_fact else '0' %}
    row_places as (
        select slice_date, vendor, source_account, source_record_id, loaded_at, exclusion_reason from dated_rows
    ),
    raw_days as (
        select slice_date, count(*) as row_count, {{ loads }}, {{ withdrawn }} as withdrawn_rows
        from row_places group by slice_date
    ),
    stored_days as (
        select
            slice_date,
            sum(case when row_fate = 'tombstone' then 0 else 1 end) as row_count,
            {{ loads }},
            {{ withdrawn }} as withdrawn_rows,
            max(rules_version) as rules_version
        from {{ this }} group by slice_date
    ),
    changed_days as (
        select coalesce(raw_days.slice_date, stored_days.slice_date) as slice_date from raw_days
        full outer join stored_days on raw_days.slice_date = stored_days.slice_date
        cross join rules
        where coalesce(raw_days.row_count, 0) <> coalesce(stored_days.row_count, 0)
            or coalesce(raw_days.load_times, 0) <> coalesce(stored_days.load_times, 0)
            or raw_days.withdrawn_rows <> stored_days.withdrawn_rows
            or coalesce(raw_days.loaded_at, {{ earliest_time() }}) <> coalesce(stored_days.loaded_at, {{ earliest_time() }})
            or stored_days.rules_version <> rules.fingerprint
    ),
    touched_ids as (
        select distinct vendor, source_account, source_record_id
        from row_places
        where slice_date in (select slice_date from changed_days) and trim(source_record_id) <> ''
        union all
        select distinct vendor, source_account, source_record_id
        from {{ this }}
        where slice_date in (select slice_date from changed_days) and trim(source_record_id) <> ''
        {% if is_fact %}union all {{ repicked_ids(entity) }}{% endif %}
    ),
    affected_days as (
        select slice_date from changed_days
        {{ union_distinct() }}
        select slice_date from row_places where {{ has_id_in('row_places', 'touched_ids') }}
    ),
    involved_ids as (
        select distinct vendor, source_account, source_record_id
        from row_places
        where slice_date in (select slice_date from affected_days) and trim(source_record_id) <> ''
    ),
    candidate_rows as (
        select dated_rows.* from dated_rows
        left join affected_days on dated_rows.slice_date = affected_days.slice_date
        left join involved_ids
            on dated_rows.vendor = involved_ids.vendor
            and dated_rows.source_account = involved_ids.source_account
            and dated_rows.source_record_id = involved_ids.source_record_id
        where affected_days.slice_date is not null or involved_ids.vendor is not null
    )
{% endmacro %}
