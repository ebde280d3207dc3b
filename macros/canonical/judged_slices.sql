{#
  Body of int_<entity>_judged for event entities: the same judgement as judged_rows(), computed only for the
  UTC days that need it. Rows without a time go to the day 1900-01-01. Nearly every event is alone under its
  id and needs no ranking, so only ids with several rows (and rows without an id) are ranked: that keeps
  a full build of many million events to one pass. `slice_version` names the run that computed the day,
  `rules_version` the seed content it was judged by.
#}
{% macro judged_slices(entity) %}
    {{ slice_config() }}
    with
    source_rows as (
        {{ union_vendors(entity) }}
    ),
    dated_rows as (
        select
            source_rows.*,
            coalesce({{ utc_date(entity_rules(entity)['clock']) }}, {{ undated_slice() }}) as slice_date
        from source_rows
    ),
    rules as (
        {{ seed_fingerprint(ref('stg_pricing__currency_exponents'), ['currency_code']) }}
    ),
    {% if is_incremental() %}
    {{ affected_slices(entity) }},
    {% endif %}
    {{ contested_rows('candidate_rows' if is_incremental() else 'dated_rows') }},
    ranked_rows as (
        select * from sorted_rows where needs_ranking = 1
    ),
    lone_rows as (
        select * from sorted_rows where needs_ranking = 0
    ),
    examined as (
        {{ examined_rows(entity, 'ranked_rows') }}
    ),
    {{ row_fates(entity, 'examined') }},
    examined_alone as (
        {{ examined_rows(entity, 'lone_rows', hashed=(entity == 'usage_events')) }}
    ),
    {{ stamped_slices(entity) }}
    select * from final
{% endmacro %}
