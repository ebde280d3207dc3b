{#
  Ids whose pick in event_conflict_picks is not the one this table was judged by: named in the seed and not
  yet followed, or followed and no longer in the seed.
#}
{% macro repicked_ids(entity) %}
    select stored.vendor, stored.source_account, stored.source_record_id
    from {{ this }} as stored
    left join {{ ref('stg_pricing__event_conflict_picks') }} as picks  -- at most one pick per id
        on stored.vendor = picks.vendor
        and stored.source_record_id = picks.source_record_id
        and picks.entity = '{{ entity }}'
    where (
        stored.fate_reason = '{{ settled_reason() }}'
        and (picks.chosen_payload_hash is null or picks.chosen_payload_hash <> stored.row_hash)
    ) or (
        picks.chosen_payload_hash = stored.row_hash
        and stored.row_fate = 'quarantined'
        and stored.fate_reason = '{{ contested_reason() }}'
    )
{% endmacro %}
