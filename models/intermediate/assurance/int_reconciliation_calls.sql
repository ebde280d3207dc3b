-- Grain: one part of what a gateway or trace tool reports for its calls in a month: vendor x month x part x currency.
-- amount: source currency. Parts: reported (cost of every valid sighting), rounding, quarantined, other_authority
-- (sightings whose call another sighting costs, calls the caller paid; less what our price list supplies for calls
-- that the tool left without a cost).

with judged_calls as (

    select * from {{ ref('int_ai_calls_judged') }}

),

calls as (

    select * from {{ ref('int_calls') }}
    where call_key is not null

),

priced_by_us as (

    select * from {{ ref('int_calls_priced_daily') }}
    where is_unpriced

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

sightings as (

    select
        vendor,
        {{ month_start('slice_date') }} as period_month,
        coalesce(currency_code, '(none)') as source_currency_code,
        cast(sum(case when row_fate = 'quarantined' then cost_amount else 0 end) as {{ type_money() }}) as quarantined,
        cast(sum(coalesce(cost_amount, 0)) as {{ type_money() }}) as cost,
        cast(
            sum(
                cast(coalesce(cost_amount, 0) as {{ type_decimal(22, 12) }}) + coalesce(cost_rounding_amount, 0)
            ) as {{ type_money() }}
        ) as reported
    from judged_calls
    cross join as_of
    where row_fate in ('valid', 'quarantined') and exclusion_reason is null and cost_amount is not null
        and slice_date <= as_of.as_of_date
    group by vendor, {{ month_start('slice_date') }}, coalesce(currency_code, '(none)')

),

-- What the one-call-one-cost step took from each vendor, in the month of the call's first sighting.
taken as (

    select
        vendor,
        {{ month_start('slice_date') }} as period_month,
        currency_code as source_currency_code,
        cast(sum(case when is_paid_by_caller then 0 else cost_amount end) as {{ type_money() }}) as amount
    from calls
    cross join as_of
    where cost_amount is not null and slice_date <= as_of.as_of_date
    group by vendor, {{ month_start('slice_date') }}, currency_code

),

supplied as (

    select
        vendor,
        {{ month_start('service_date') }} as period_month,
        currency_code as source_currency_code,
        cast(sum(amount) as {{ type_money() }}) as amount
    from priced_by_us
    cross join as_of
    where amount is not null and service_date <= as_of.as_of_date
    group by vendor, {{ month_start('service_date') }}, currency_code

),

every_part as (

    select vendor, period_month, 'reported' as part, source_currency_code, reported as amount from sightings
    union all
    select vendor, period_month, 'rounding' as part, source_currency_code, reported - cost as amount from sightings
    union all
    select vendor, period_month, 'quarantined' as part, source_currency_code, quarantined as amount from sightings
    union all
    select
        vendor,
        period_month,
        'other_authority' as part,
        source_currency_code,
        cost - quarantined as amount
    from sightings
    union all
    select vendor, period_month, 'other_authority' as part, source_currency_code, -amount as amount from taken
    union all
    select vendor, period_month, 'other_authority' as part, source_currency_code, -amount as amount from supplied

)

select
    vendor,
    period_month,
    'cost' as side,
    part,
    source_currency_code,
    cast(sum(amount) as {{ type_money() }}) as amount
from every_part
group by vendor, period_month, part, source_currency_code
