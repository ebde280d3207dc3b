{# True for rows of `rows` whose vendor, account and record id are listed in `ids`. #}
{% macro has_id_in(rows, ids) %}
    exists (
        select 1
        from {{ ids }}
        where {{ ids }}.vendor = {{ rows }}.vendor
            and {{ ids }}.source_account = {{ rows }}.source_account
            and {{ ids }}.source_record_id = {{ rows }}.source_record_id
    )
{% endmacro %}
