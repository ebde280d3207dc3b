{#
  Money is neither lost nor made between two relations: fails on every group whose totals differ by one unit of the
  ninth decimal, and on every group that only one side has. Without `group_by` the grand totals are compared.
  `compare_amount` and `compare_group_by` are only needed where the other side names its columns differently;
  `compare_where` limits the other side as the configuration `where` limits this one.
#}
{% test conserved_total(model, amount, compare_to, compare_amount=none, group_by=[], compare_group_by=none, compare_where=none) %}

with here as (
    select
        {{ surrogate_key(["''"] + group_by) }} as group_id,
        {% for column in group_by %}{{ column }} as here_{{ loop.index }}, {% endfor -%}
        coalesce(sum(cast({{ amount }} as {{ type_money() }})), 0) as total
    from {{ model }}
    {% if group_by %}group by {{ group_by | join(', ') }}{% endif %}
),

there as (
    select
        {{ surrogate_key(["''"] + (compare_group_by or group_by)) }} as group_id,
        {% for column in compare_group_by or group_by %}{{ column }} as there_{{ loop.index }}, {% endfor -%}
        coalesce(sum(cast({{ compare_amount or amount }} as {{ type_money() }})), 0) as total
    from {{ compare_to }}
    {% if compare_where %}where {{ compare_where }}{% endif %}
    {% if group_by %}group by {{ (compare_group_by or group_by) | join(', ') }}{% endif %}
),

compared as (
    select
        {% for column in group_by %}coalesce(here.here_{{ loop.index }}, there.there_{{ loop.index }}) as {{ column }}, {% endfor -%}
        here.total as total_here,
        there.total as total_there
    from here
    full outer join there
        on here.group_id = there.group_id
)

select * from compared
where
    total_here is null
    or total_there is null
    or total_here <> total_there

{% endtest %}
