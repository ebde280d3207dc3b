-- Grain: one day, from the first calendar day to five years after the year the figures are seen from.
with

days as (

    {{ calendar_days() }}

),

final as (

    select
        date_day,
        {{ month_start('date_day') }} as month_start,
        cast(
            {{ days_between(month_start('date_day'), month_end('date_day')) }} + 1 as {{ type_of('integer') }}
        ) as days_in_month
    from days

)

select * from final
