{#
  This row's part of an amount that is the same on every row of the partition, by whole-number weights; the parts sum
  to the amount to the last nano-unit. A part is the difference of two cumulative shares, so it lies within one
  nano-unit of the exact share, a weight of zero (or null, or below) gets nothing, and a negative amount mirrors a
  positive one. Where all weights are zero every row gets an equal part. `order_by` must be a total order, it decides
  which row gets the odd nano-unit. Bounds: weights of a partition below 1e15, amounts below 1e13.
#}
{% macro split_money(amount, weight, partition_by, order_by) -%}
    {%- set whole = 'over (partition by ' ~ partition_by | join(', ') ~ ')' -%}
    {%- set running = 'over (partition by ' ~ partition_by | join(', ') ~ ' order by ' ~ order_by | join(', ')
        ~ ' rows between unbounded preceding and current row)' -%}
    {%- set own = 'case when ' ~ weight ~ ' > 0 then cast(' ~ weight ~ ' as ' ~ type_of('wide') ~ ') else 0 end' -%}
    {%- set total = 'sum(' ~ own ~ ') ' ~ whole -%}
    {%- set units = nano_units(amount) -%}
    {%- set upto = 'cast(case when ' ~ total ~ ' > 0 then sum(' ~ own ~ ') ' ~ running ~ ' else count(*) ' ~ running ~ ' end as ' ~ type_of('wide') ~ ')' -%}
    {%- set before = '(' ~ upto ~ ' - case when ' ~ total ~ ' > 0 then ' ~ own ~ ' else 1 end)' -%}
    {%- set basis = 'case when ' ~ total ~ ' > 0 then ' ~ total ~ ' else count(*) ' ~ whole ~ ' end' -%}
    {{- money_from_nano(int_div(units ~ ' * ' ~ upto, basis) ~ ' - ' ~ int_div(units ~ ' * ' ~ before, basis)) -}}
{%- endmacro %}
