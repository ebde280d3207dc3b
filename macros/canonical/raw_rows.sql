{#
  The listed columns of one raw table, in their raw types: `raw_rows('stripe', 'invoice', {'id': 'text'})`.
  Value types: text, integer, number, timestamp, date, boolean, json. What `missing` declares as not landed
  comes back as typed nulls: a column, or the whole table as an empty relation. Columns are named as
  raw_alias() says: `startTime` is start_time here.
#}
{% macro raw_rows(vendor, table, columns) -%}
    {%- set missing = var('missing') -%}
    {%- set is_missing = (vendor ~ '.' ~ table) in missing -%}
    select
    {%- for column, word in columns.items() %}
        {%- if is_missing or (vendor ~ '.' ~ table ~ '.' ~ column) in missing %}
        cast(null as {{ type_of(word) }}) as {{ raw_alias(column) }}
        {%- elif raw_identifier(column) == raw_alias(column) %}
        {{ column }}
        {%- else %}
        {{ raw_identifier(column) }} as {{ raw_alias(column) }}
        {%- endif %}{{ ',' if not loop.last }}
    {%- endfor %}
    {%- if is_missing %}
    from (select 1 as one) as not_landed
    where 1 = 0
    {%- else %}
    from {{ source(vendor, table) }}
    {%- endif %}
{%- endmacro %}
