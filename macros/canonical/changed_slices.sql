{#
  The days an incremental model has to compute in this run: (slice_date, slice_version), read from a CTE
  made by slice_versions(). On a full run these are all days; later only days whose stored version is not
  the present one. A day that is stored but gone upstream comes back with the version '(empty)'.

  How a daily model uses it (int_calls and int_calls_daily are built like this):

      {{ slice_config() }}
      with
      slices as ({{ slice_versions([ref('int_ai_calls'), ref('int_spans')], neighbours=1) }}),
      changed as ({{ changed_slices('slices') }}),
      observed as (                              -- the changed days and what they look at
          select * from {{ ref('int_ai_calls') }}
          where {{ is_in_slices('slice_date', 'changed', neighbours=1) }}
      ),
      calls as (... one row per call, with its slice_date ...),
      final as (                                 -- one row without a call key = tombstone of an empty day
          select calls.call_key, ..., changed.slice_date, changed.slice_version
          from changed
          left join calls on changed.slice_date = calls.slice_date
      )
      select * from final

  The left join from `changed` does two things: only days that were chosen are written, and a day that no
  longer has any row leaves one tombstone (all null but slice_date and slice_version). Without it the day
  would never be replaced. Readers of the model say `where call_key is not null`.
#}
{% macro changed_slices(versions) %}
    {% if is_incremental() %}
    {% set stored = '(select slice_date, max(slice_version) as slice_version from ' ~ this ~ ' group by slice_date)' %}
    select
        {{ versions }}.slice_date,
        {{ versions }}.slice_version
    from {{ versions }}
    left join {{ stored }} as stored on {{ versions }}.slice_date = stored.slice_date
    where stored.slice_version is null or stored.slice_version <> {{ versions }}.slice_version
    union all
    select
        stored.slice_date,
        '(empty)' as slice_version
    from {{ stored }} as stored
    left join {{ versions }} on stored.slice_date = {{ versions }}.slice_date
    where {{ versions }}.slice_date is null and stored.slice_version <> '(empty)'
    {% else %}
    select slice_date, slice_version from {{ versions }}
    {% endif %}
{% endmacro %}
