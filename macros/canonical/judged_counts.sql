{# How many rows of each raw table met which fate, by entity; tombstones are no rows of a table. #}
{% macro judged_counts() %}
    {% for entity in vendor_registry()['provides'] %}
    select
        vendor,
        source_table,
        '{{ entity }}' as entity,
        sum(case when row_fate = 'valid' then 1 else 0 end) as valid_rows,
        sum(case when row_fate = 'duplicate' then 1 else 0 end) as duplicate_rows,
        sum(case when row_fate = 'quarantined' then 1 else 0 end) as quarantined_rows,
        sum(case when row_fate = 'valid' and exclusion_reason is not null then 1 else 0 end) as excluded_rows
    from {{ ref('int_' ~ entity ~ '_judged') }}
    where row_fate <> 'tombstone'
    group by vendor, source_table
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
