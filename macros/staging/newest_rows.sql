{#
  The newest version of every row of a raw table by its key: for look-ups only, so that a row that a loader
  delivered twice never multiplies the rows that point at it. Rows that count are read by raw_rows(), all of them.
  Ties of the clock are settled by the content, so that the choice never depends on arrival order. `clock` is a raw
  column that safe_timestamp() can read, or with `is_moment` an expression that already gives a timestamp.
#}
{% macro newest_rows(vendor, table, key, columns, clock, is_moment=false) %}
    {%- set names = [] -%}
    {%- for column, word in columns.items() -%}
        {%- do names.append(boolean_text(raw_alias(column)) if word == 'boolean' else raw_alias(column)) -%}
    {%- endfor %}
    select *
    from (
        select
            versions.*,
            row_number() over (
                partition by {{ key | join(', ') }}
                order by {{ clock if is_moment else safe_timestamp(clock) }} desc nulls last, {{ payload_hash(names) }} desc
            ) as version_number
        from (
            {{ raw_rows(vendor, table, columns) }}
        ) as versions
    ) as numbered
    where version_number = 1
{% endmacro %}
