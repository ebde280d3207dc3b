{#
  Every row of a usage report with `slice_grouping`, the slice it belongs to, and `is_counted`. Of a day that was
  pulled in several ways the most detailed group_by counts (dimensions are given with the most wanted first), and of
  its pulls the one by whole days. Buckets shorter than a day are slices of their own, so that a pull of the last hour
  replaces that hour and not the day. Where the end of a bucket is not landed, a day with a bucket that starts
  off midnight was pulled in parts. Reads source_table, source_account, usage_date, grouping_set, bucket_at, bucket_until.
#}
{% macro report_buckets(rows, dimensions) %}
    {%- set day = 'source_table, source_account, usage_date' -%}
    {%- set midnight = 'cast(usage_date as ' ~ type_of('timestamp') ~ ')' -%}
    {%- set next_midnight = 'cast(' ~ date_add_days('usage_date', 1) ~ ' as ' ~ type_of('timestamp') ~ ')' %}
    select
        named.*,
        pull_grouping || case when parts = 1 then ' from ' || cast(bucket_at as {{ type_of('text') }}) else '' end
            as slice_grouping,
        pull_grouping = first_value(pull_grouping) over (
            partition by {{ day }}
            order by
                {%- for dimension in dimensions %}
                case when grouping_set like '%{{ dimension }}%' then 0 else 1 end,
                {%- endfor %}
                parts, pull_grouping
            rows between unbounded preceding and current row
        ) as is_counted
    from (
        select
            sized.*,
            coalesce(grouping_set, '') || case when parts = 1 then ' in parts' else '' end as pull_grouping
        from (
            select
                {{ rows }}.*,
                case
                    when bucket_until is not null and bucket_at = {{ midnight }} and bucket_until >= {{ next_midnight }} then 0
                    when bucket_until is not null then 1
                    else max(case when bucket_at > {{ midnight }} then 1 else 0 end)
                        over (partition by {{ day }}, coalesce(grouping_set, ''))
                end as parts
            from {{ rows }}
        ) as sized
    ) as named
{% endmacro %}
