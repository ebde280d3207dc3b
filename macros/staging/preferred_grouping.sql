{#
  The one group_by of a provider's report that counts for a day. A report pulled twice with different group_by
  tells the same money twice, so the most detailed pull counts: dimensions are given with the most wanted first,
  and among equals the first name decides. Reads the columns source_account, grouping_set and those of `period`: what
  a reading is told twice for, by default the usage_date.
#}
{% macro preferred_grouping(dimensions, period=['usage_date']) -%}
    first_value(coalesce(grouping_set, '')) over (
        partition by source_account, {{ period | join(', ') }}
        order by
            {%- for dimension in dimensions %}
            case when grouping_set like '%{{ dimension }}%' then 0 else 1 end,
            {%- endfor %}
            coalesce(grouping_set, '')
        rows between unbounded preceding and unbounded following
    )
{%- endmacro %}
