{#
  CTEs `contested_ids` and `sorted_rows`: the given rows with `needs_ranking` = 1 where another row has the same
  id or where the row has none, else 0.
#}
{% macro contested_rows(rows) %}
    contested_ids as (
        select vendor, source_account, source_record_id
        from {{ rows }}
        where trim(source_record_id) <> ''
        group by vendor, source_account, source_record_id
        having count(*) > 1
    ),
    sorted_rows as {{ inlined() }} (
        select
            {{ rows }}.*,
            case
                when contested_ids.source_record_id is not null then 1
                when trim({{ rows }}.source_record_id) <> '' then 0
                else 1
            end as needs_ranking
        from {{ rows }}
        left join contested_ids  -- an id once
            on {{ rows }}.vendor = contested_ids.vendor
            and {{ rows }}.source_account = contested_ids.source_account
            and {{ rows }}.source_record_id = contested_ids.source_record_id
    )
{% endmacro %}
