{#
  Two CTEs: `offsets` and `days_of_line`, the rows of a CTE once per UTC day from first_day to last_day, at most the
  first 1,000, with service_date. The join is many to many by intent.
#}
{% macro with_charge_days(rows) %}
offsets as (

    select units.digit + 10 * tens.digit + 100 * hundreds.digit as days
    from ({{ digits() }}) as units
    cross join ({{ digits() }}) as tens
    cross join ({{ digits() }}) as hundreds

),

days_of_line as (

    select
        {{ rows }}.*,
        {{ date_add_days(rows ~ '.first_day', 'offsets.days') }} as service_date
    from {{ rows }}
    cross join offsets
    -- a line without a date keeps one row, so that its money stays visible
    where offsets.days <= coalesce({{ days_between(rows ~ '.first_day', rows ~ '.last_day') }}, 0)

)
{% endmacro %}
