{#
  Fails on every row whose half-open period [valid_from, valid_to) overlaps an earlier one of the same `columns`, and on
  every period that ends before it starts. A null end is open, a null start is the beginning of time.
#}
{% test no_overlap(model, columns, valid_from='valid_from', valid_to='valid_to') %}

with periods as (
    select
        {{ columns | join(', ') }},
        coalesce(cast({{ valid_from }} as {{ type_of('timestamp') }}), cast('0001-01-01' as {{ type_of('timestamp') }})) as starts_at,
        coalesce(cast({{ valid_to }} as {{ type_of('timestamp') }}), cast('9999-12-31' as {{ type_of('timestamp') }})) as ends_at
    from {{ model }}
),

followed as (
    select
        periods.*,
        max(ends_at) over (
            partition by {{ columns | join(', ') }}
            order by starts_at, ends_at
            rows between unbounded preceding and 1 preceding
        ) as earlier_ends_at
    from periods
)

select * from followed
where
    ends_at < starts_at
    or earlier_ends_at > starts_at

{% endtest %}
