{#
  The last CTEs of an event entity's judgement: lone and ranked rows together, stamped with the run and the
  rules; of an incremental run only the affected days, and a tombstone for each that has no row any more.
#}
{% macro stamped_slices(entity) %}
    {% set columns = canonical_columns(entity) %}
    judged as (
        select {% for name, word in columns %}{{ name }}, {% endfor %}
            record_key, row_hash, row_fate, fate_reason, slice_date
        from fated
        union all
        select {% for name, word in columns %}{{ name }}, {% endfor %}
            {{ surrogate_key(['vendor', 'source_account', 'source_record_id']) }} as record_key,
            row_hash,
            case when defect is null then 'valid' else 'quarantined' end as row_fate,
            defect as fate_reason,
            slice_date
        from examined_alone
        {% if is_incremental() %}
        union all
        select {% for name, word in columns %}cast(null as {{ type_of(word) }}) as {{ name }}, {% endfor %}
            cast(null as {{ type_of('text') }}) as record_key,
            cast(null as {{ type_of('text') }}) as row_hash,
            'tombstone' as row_fate,
            'no row of this day is left' as fate_reason,
            changed_days.slice_date
        from changed_days
        left join raw_days on changed_days.slice_date = raw_days.slice_date
        where raw_days.slice_date is null
        {% endif %}
    ),
    final as (
        select
            {% for name, word in columns %}
            judged.{{ name }},
            {% endfor %}
            judged.record_key,
            judged.row_hash,
            judged.row_fate,
            judged.fate_reason,
            judged.slice_date,
            '{{ invocation_id }}' as slice_version,
            rules.fingerprint as rules_version
        from judged
        cross join rules
        {% if is_incremental() %}
        where judged.slice_date in (select slice_date from affected_days)
        {% endif %}
    )
{% endmacro %}
