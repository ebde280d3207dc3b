{#
  Immutable rule: equal rows under one id are one fact, the first counts and the rest are duplicates. Two
  payloads under one id contradict each other: all of them wait in quarantine until a row of
  seeds/business/event_conflict_picks names the payload that is true. A withdrawn row ends the contest.
#}
{% macro rank_immutable(entity, examined) %}
    select
        placed.*,
        case
            when is_identified = 1 and is_withdrawn = 0 and is_picked = 0 and first_hash <> last_hash
                then '{{ contested_reason() }}'
        end as contest,
        case
            when is_identified = 1 and place > 1 and row_hash = standing_hash then 'copy of the same fact'
            when is_identified = 1 and place > 1 and is_withdrawn = 1 then 'withdrawn by the source'
            when is_identified = 1 and place > 1 then 'another payload was picked'
        end as succession,
        case
            when is_withdrawn = 0 and is_picked = 1 and first_hash <> last_hash then '{{ settled_reason() }}'
        end as settlement
    from (
        select
            numbered.*,
            max(case when place = 1 then row_hash end) over ({{ under_one_id() }}) as standing_hash,
            max(case when exclusion_reason is null then 0 else 1 end) over ({{ under_one_id() }}) as is_withdrawn,
            max(was_picked) over ({{ under_one_id() }}) as is_picked,
            min(row_hash) over ({{ under_one_id() }}) as first_hash,
            max(row_hash) over ({{ under_one_id() }}) as last_hash
        from (
            select
                {{ examined }}.*,
                case when picks.chosen_payload_hash is null then 0 else 1 end as was_picked,
                row_number() over (
                    {{ under_one_id(examined) }}
                    order by
                        case when exclusion_reason is null then 1 else 0 end asc,
                        case when picks.chosen_payload_hash is null then 1 else 0 end asc,
                        loaded_at asc nulls last, row_hash asc, source_table asc, source_updated_at asc nulls last
                ) as place,
                row_number() over (
                    partition by {{ examined }}.vendor, source_account, {{ examined }}.source_record_id, row_hash
                    order by loaded_at asc nulls last, source_table asc, source_updated_at asc nulls last
                ) as copy_number
            from {{ examined }}
            left join {{ ref('stg_pricing__event_conflict_picks') }} as picks  -- at most one pick per id
                on {{ examined }}.vendor = picks.vendor
                and {{ examined }}.source_record_id = picks.source_record_id
                and {{ examined }}.row_hash = picks.chosen_payload_hash
                and picks.entity = '{{ entity }}'
        ) as numbered
    ) as placed
{% endmacro %}
