-- Grain: one part of what a provider invoices in a month: vendor x month x part x source currency.
-- amount: source currency. Parts: reported (report lines, with the figures beyond nine decimals), rounding,
-- quarantined, other_authority (what our own calls already carry of the invoiced days), timing (what the report of a
-- day that is not finished differs by: settled when the day is).

with judged_lines as (

    select * from {{ ref('int_provider_cost_lines_judged') }}

),

true_ups as (

    select * from {{ ref('int_true_ups_daily') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

lines as (

    select
        vendor,
        {{ month_start('coalesce(usage_date, slice_period)') }} as period_month,
        coalesce(currency_code, '(none)') as source_currency_code,
        row_fate,
        coalesce(amount, 0) as amount,
        coalesce(rounding_amount, 0) as rounding_amount
    from judged_lines
    cross join as_of
    where row_fate in ('valid', 'quarantined') and exclusion_reason is null
        and (usage_date is null or usage_date <= as_of.as_of_date)

),

reported as (

    select
        vendor,
        period_month,
        'reported' as part,
        source_currency_code,
        cast(sum(cast(amount as {{ type_decimal(22, 12) }}) + rounding_amount) as {{ type_money() }}) as amount
    from lines
    group by vendor, period_month, source_currency_code

),

rounding as (

    select
        vendor,
        period_month,
        'rounding' as part,
        source_currency_code,
        cast(
            cast(sum(cast(amount as {{ type_decimal(22, 12) }}) + rounding_amount) as {{ type_money() }})
            - cast(sum(amount) as {{ type_money() }})
            as {{ type_money() }}
        ) as amount
    from lines
    group by vendor, period_month, source_currency_code

),

quarantined as (

    select
        vendor,
        period_month,
        'quarantined' as part,
        source_currency_code,
        cast(sum(amount) as {{ type_money() }}) as amount
    from lines
    where row_fate = 'quarantined'
    group by vendor, period_month, source_currency_code

),

carried_by_calls as (

    select
        vendor,
        {{ month_start('service_date') }} as period_month,
        'other_authority' as part,
        currency_code as source_currency_code,
        cast(sum(calls_amount) as {{ type_money() }}) as amount
    from true_ups
    cross join as_of
    where service_date <= as_of.as_of_date
    group by vendor, {{ month_start('service_date') }}, currency_code

),

unfinished as (

    select
        vendor,
        {{ month_start('service_date') }} as period_month,
        'timing' as part,
        currency_code as source_currency_code,
        cast(sum(difference_amount) as {{ type_money() }}) as amount
    from true_ups
    cross join as_of
    where service_date <= as_of.as_of_date and spread_by = 'not_finished'
    group by vendor, {{ month_start('service_date') }}, currency_code

),

every_part as (

    select * from reported
    union all
    select * from rounding
    union all
    select * from quarantined
    union all
    select * from carried_by_calls
    union all
    select * from unfinished

)

select
    vendor,
    period_month,
    'cost' as side,
    part,
    source_currency_code,
    amount
from every_part
