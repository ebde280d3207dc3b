{#
  Sliced rule: of one vendor table, account and period the batch that was loaded last replaces the others;
  within it a line with an id counts once, lines without an id all count. Lines of an append-only source
  all stay. Two pulls of a report with another grouping are two slices.
#}
{% macro rank_sliced(entity, examined) %}
    {% set has_grouping = 'grouping_set' in canonical_columns(entity) | map('first') | list %}
    {% set slice = 'vendor, source_table, source_account, slice_period' ~ (", coalesce(grouping_set, '')" if has_grouping) %}
    select
        placed.*,
        cast(null as {{ type_of('text') }}) as contest,
        cast(null as {{ type_of('text') }}) as settlement,
        case
            when is_appended = 1 then null
            when batch_place > 1 then 'replaced by a later batch of the period'
            when is_identified = 1 and place > 1 then 'another line of the batch has the same id'
        end as succession
    from (
        select
            numbered.*,
            dense_rank() over (
                partition by {{ slice }}, is_appended
                order by batch_loaded_at desc nulls last, slice_batch desc nulls last
            ) as batch_place,
            row_number() over (
                partition by {{ slice }}, slice_batch, source_record_id, is_sound
                order by
                    source_updated_at desc nulls last, row_hash desc,
                    loaded_at desc nulls last
            ) as place,
            row_number() over (
                partition by {{ slice }}, slice_batch, row_hash
                order by loaded_at asc nulls last, source_updated_at asc nulls last
            ) as copy_number
        from (
            select
                {{ examined }}.*,
                case when is_append_only then 1 else 0 end as is_appended,
                max(loaded_at) over (
                    partition by {{ slice }}, slice_batch
                ) as batch_loaded_at
            from {{ examined }}
        ) as numbered
    ) as placed
{% endmacro %}
