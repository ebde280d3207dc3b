{#
  The rows of every raw table in use, counted where they lie. Only tables that the registry lists as counted, each
  by one entity; a table that `missing` declares is not there to be counted.
#}
{% macro raw_counts() %}
    select
        cast(null as {{ type_of('text') }}) as vendor,
        cast(null as {{ type_of('text') }}) as source_table,
        cast(null as {{ type_of('text') }}) as entity,
        cast(null as {{ type_of('integer') }}) as raw_rows
    from (select 1 as one) as stub
    where 1 = 0
    {% for entry in vendor_registry()['counts'] if entry['vendor'] in var('vendors_enabled') %}
    {% if (entry['vendor'] ~ '.' ~ entry['source_table']) not in var('missing') %}
    union all
    select '{{ entry['vendor'] }}', '{{ entry['source_table'] }}', '{{ entry['entity'] }}', count(*)
    from {{ source(entry['vendor'], entry['source_table']) }}
    {% endif %}
    {% endfor %}
{% endmacro %}
