-- Grain: one row. The day the figures are seen from, the latest month that is complete and the month after it.
-- as_of_date is the variable as_of or, where it is empty, the newest day in the data; a date that lies after the day
-- its row was loaded is a slip of the source and no clock. latest_month is the latest closed month, else the last
-- whole month.
with

closed_months as (

    select * from {{ ref('stg_pricing__closed_months') }}

),

newest as (

    {{ newest_days() }}

),

seen_from as (

    select coalesce({{ as_of_variable() }}, max(newest.day_seen)) as as_of_date
    from newest

),

closing as (

    -- A month is closed when it has ended; a later line in the file is a plan.
    select max(closed_months.month) as closed_month
    from closed_months
    cross join seen_from
    where closed_months.month < {{ month_start('seen_from.as_of_date') }}

),

final as (

    select
        seen_from.as_of_date,
        coalesce(closing.closed_month, {{ date_add_months(month_start('seen_from.as_of_date'), -1) }}) as latest_month,
        {{ date_add_months(
            'coalesce(closing.closed_month, ' ~ date_add_months(month_start('seen_from.as_of_date'), -1) ~ ')', 1
        ) }} as open_month
    from seen_from
    cross join closing

)

select * from final
