{#
  The newest version by key of the rows of a Metronome export table that can count: for look-ups only. Ties of the
  clock are settled by the content, so that the choice never depends on arrival order.
#}
{% macro metronome_newest(table, key, columns, is_snapshot=false, clock='updated_at') %}
    {%- set names = [] -%}
    {%- for column, word in columns.items() %}
        {%- do names.append(boolean_text(raw_alias(column)) if word == 'boolean' else raw_alias(column)) %}
    {%- endfor %}
    select *
    from (
        select
            versions.*,
            row_number() over (
                partition by {{ key | join(', ') }}
                order by loaded_at desc nulls last, {{ payload_hash(names) }} desc
            ) as version_number
        from ({{ metronome_rows(table, columns, is_snapshot, clock) }}) as versions
        where left_out is null
    ) as numbered
    where version_number = 1
{% endmacro %}
