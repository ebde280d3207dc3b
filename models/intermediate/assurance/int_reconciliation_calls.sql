-- Grain: one part of what a gateway or trace tool reports for its calls in a month: vendor x month x part x currency.
-- amount: source currency. Parts: reported (cost of every valid sighting), rounding, quarantined, other_authority
-- (sightings whose call another sighting costs, calls that the caller paid or the cache answered, each one summed;
-- less what our price list supplies for calls that the tool left without a cost), timing (a sighting in another month
-- than the first one of its call). A sighting that reaches no call is in none of them.

with judged_calls as (

    select * from {{ ref('int_ai_calls_judged') }}

),

calls as (

    select * from {{ ref('int_calls') }}
    where call_key is not null

),

call_sightings as (

    select * from {{ ref('int_call_sightings') }}
    where record_key is not null

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

-- every costed sighting beside its call
placed as (

    select
        ai_calls.vendor,
        coalesce(ai_calls.currency_code, '(none)') as source_currency_code,
        {{ month_start('call_sightings.slice_date') }} as seen_month,
        {{ month_start('call_sightings.call_date') }} as call_month,
        ai_calls.cost_amount as cost,
        call_sightings.record_key = calls.record_key
        and not coalesce(calls.is_paid_by_caller, false)
        and not coalesce(calls.is_cache_hit, false) as is_taken
    from call_sightings
    cross join as_of
    left join {{ ref('int_ai_calls') }} as ai_calls
        on call_sightings.record_key = ai_calls.record_key
        and call_sightings.slice_date = ai_calls.slice_date
    left join calls
        on call_sightings.call_key = calls.call_key
        and call_sightings.call_date = calls.slice_date
    where ai_calls.cost_amount is not null and calls.call_key is not null
        and call_sightings.slice_date <= as_of.as_of_date

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
    select vendor, seen_month as period_month, 'other_authority' as part, source_currency_code, cost as amount
    from placed
    where not is_taken
    union all
    select vendor, seen_month as period_month, 'timing' as part, source_currency_code, cost as amount
    from placed
    where is_taken and seen_month <> call_month
    union all
    select vendor, call_month as period_month, 'timing' as part, source_currency_code, -cost as amount
    from placed
    where is_taken and seen_month <> call_month
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
