{# How many rows of each raw table are in quarantine for which reason, over all canonical entities. #}
{% macro quarantined_rows() %}
    {% for entity in vendor_registry()['provides'] %}
    select
        vendor,
        source_table,
        fate_reason,
        count(*) as quarantined_rows
    from {{ ref('int_' ~ entity ~ '_judged') }}
    where row_fate = 'quarantined'
    group by vendor, source_table, fate_reason
    {{ 'union all' if not loop.last }}
    {% endfor %}
{% endmacro %}
