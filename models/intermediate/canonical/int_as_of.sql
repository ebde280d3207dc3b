-- Grain: one row. The day the figures are seen from, the latest month that is complete and the month after it.
-- as_of_date is the variable as_of or, where it is empty, the newest day in the data; a date that lies after the day
-- its row was loaded (or, where a row does not say, after the newest load of all) is a slip of the source and no clock.
-- latest_month is the latest closed month, else the last whole month.
with

closed_months as (

    select * from {{ ref('stg_pricing__closed_months') }}

),

newest as (

    {{ newest_days() }}

),

newest_load as (

    select max(day_loaded) as day_loaded from newest

),

seen_from as (

    select
        coalesce(
            {{ as_of_variable() }},
            max(case
                when newest.day_loaded is not null or newest_load.day_loaded is null then newest.day_seen
                when newest.day_seen <= newest_load.day_loaded then newest.day_seen
            end)
        ) as as_of_date
    from newest
    cross join newest_load

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
