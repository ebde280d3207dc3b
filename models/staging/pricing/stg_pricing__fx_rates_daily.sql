-- Grain: one currency and day: how many units of the reporting currency one unit of it is worth, 12 decimals.
-- Gap-free from the first calendar day on: a day without a rate takes the last one before it, days before the first
-- rate take the first (both is_carried_forward). The pair's own rate goes before the inverse of the opposite pair,
-- that before the way through US dollars; inverse and product are computed in whole numbers and rounded once.
with

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates') }}

),

calendar as (

    {{ calendar_days() }}

),

reporting as (

    select '{{ var("reporting_currency") }}' as currency_code

),

ways as (

    select rate_date, from_currency, to_currency, rate, 1 as way
    from fx_rates
    union all
    select rate_date, to_currency, from_currency, {{ inverse_rate('rate') }}, 2
    from fx_rates

),

pairs as (

    select from_currency, to_currency, min(way) as way, min(rate_date) as first_date
    from ways
    group by from_currency, to_currency

),

dated_pairs as (

    -- Every pair on every day; at most one rate of its better way on a day.
    select
        calendar.date_day,
        pairs.from_currency,
        pairs.to_currency,
        pairs.way,
        coalesce(
            max(ways.rate_date) over (
                partition by pairs.from_currency, pairs.to_currency
                order by calendar.date_day
                rows between unbounded preceding and current row
            ),
            pairs.first_date
        ) as quoted_date
    from pairs
    cross join calendar
    left join ways
        on pairs.from_currency = ways.from_currency
        and pairs.to_currency = ways.to_currency
        and pairs.way = ways.way
        and calendar.date_day = ways.rate_date

),

legs as (

    select
        dated_pairs.date_day,
        dated_pairs.from_currency,
        dated_pairs.to_currency,
        dated_pairs.quoted_date,
        ways.rate
    from dated_pairs
    left join ways
        on dated_pairs.from_currency = ways.from_currency
        and dated_pairs.to_currency = ways.to_currency
        and dated_pairs.way = ways.way
        and dated_pairs.quoted_date = ways.rate_date

),

converted as (

    select legs.date_day, legs.from_currency as currency_code, legs.quoted_date, legs.rate, 1 as way
    from legs
    left join reporting on legs.to_currency = reporting.currency_code
    where reporting.currency_code is not null
    union all
    select
        to_dollar.date_day,
        to_dollar.from_currency,
        least(to_dollar.quoted_date, from_dollar.quoted_date),
        {{ crossed_rate('to_dollar.rate', 'from_dollar.rate') }},
        2
    from legs as to_dollar
    cross join reporting
    left join legs as from_dollar  -- one rate per pair and day
        on to_dollar.date_day = from_dollar.date_day
        and from_dollar.from_currency = 'USD'
        and from_dollar.to_currency = reporting.currency_code
    where to_dollar.to_currency = 'USD' and from_dollar.rate is not null
    union all
    select calendar.date_day, reporting.currency_code, calendar.date_day as quoted_date, cast(1 as {{ type_rate() }}), 0
    from calendar
    cross join reporting

),

preferred as (

    select
        converted.*,
        row_number() over (partition by currency_code, date_day order by way) as preference
    from converted

),

final as (

    select
        date_day as rate_date,
        currency_code,
        rate,
        quoted_date as quoted_on_date,
        quoted_date <> date_day as is_carried_forward
    from preferred
    where preference = 1

)

select * from final
