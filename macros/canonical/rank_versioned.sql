{#
  Versioned rule: of the sound rows under one id the newest by the source's own time counts, then the higher
  content hash; all others are duplicates. Load time only orders rows that say the same, and the columns in `unhashed`
  those that are told apart by nothing else.
#}
{% macro rank_versioned(examined, unhashed=[]) %}
    select
        placed.*,
        cast(null as {{ type_of('text') }}) as contest,
        cast(null as {{ type_of('text') }}) as settlement,
        case
            when is_identified = 1 and place > 1 and row_hash = newest_hash then 'copy of the same version'
            when is_identified = 1 and place > 1 then 'older version'
        end as succession
    from (
        select
            numbered.*,
            max(case when place = 1 then row_hash end)
                over (partition by vendor, source_account, source_record_id, is_sound) as newest_hash
        from (
            select
                {{ examined }}.*,
                row_number() over (
                    partition by vendor, source_account, source_record_id, is_sound
                    order by
                        source_updated_at desc nulls last, row_hash desc,
                        loaded_at desc nulls last, source_table asc{% for name in unhashed %}, {{ name }} asc nulls last{% endfor %}
                ) as place,
                row_number() over (
                    partition by vendor, source_account, source_record_id, row_hash
                    order by
                        loaded_at asc nulls last, source_table asc, source_updated_at asc nulls last
                        {% for name in unhashed %}, {{ name }} asc nulls last{% endfor %}
                ) as copy_number
            from {{ examined }}
        ) as numbered
    ) as placed
{% endmacro %}
