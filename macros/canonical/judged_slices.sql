{#
  Body of int_<entity>_judged for event entities: the same judgement as judged_rows(), computed only for the
  UTC days that need it. Rows without a time go to the day 1900-01-01. Nearly every event is alone under its
  id and needs no ranking, so only ids with several rows (and rows without an id) are ranked: that keeps
  a full build of many million events to streams over the raw rows, none of which is kept or sorted as a whole. `slice_version` names the run that computed the day,
  `rules_version` the seed content it was judged by. Labels are documents of any size: they are stored only while a
  lookup path reads one.
#}
{% macro judged_slices(entity) %}
    {% set columns = canonical_columns(entity) | map('first') | list %}
    {{ slice_config() }}
    with
    source_rows as {{ inlined() }} (
        {{ union_vendors(entity) }}
    ),
    {% if 'labels' in columns %}
    label_paths as (
        select count(*) > 0 as are_read from {{ ref('stg_pricing__lookup_paths') }} where key is not null
    ),
    {% endif %}
    dated_rows as {{ inlined() }} (
        select
            {% for name in columns if name != 'labels' %}
            source_rows.{{ name }},
            {% endfor %}
            {% if 'labels' in columns %}
            case when label_paths.are_read then source_rows.labels end as labels,
            {% endif %}
            coalesce({{ utc_date(entity_rules(entity)['clock']) }}, {{ undated_slice() }}) as slice_date
        from source_rows
        {{ 'cross join label_paths' if 'labels' in columns }}
    ),
    currencies as (
        {{ seed_fingerprint(ref('stg_pricing__currency_exponents'), ['currency_code']) }}
    ),
    rules as (
        {% if 'labels' in columns %}
        select {{ surrogate_key(['currencies.fingerprint', boolean_text('label_paths.are_read')]) }} as fingerprint
        from currencies
        cross join label_paths
        {% else %}
        select fingerprint from currencies
        {% endif %}
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
