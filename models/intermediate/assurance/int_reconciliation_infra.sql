-- Grain: one part of what an infrastructure source reports in a month: vendor x month x part x source currency.
-- amount: source currency, effective cost. Parts: reported (by the month in which the charge starts), rounding,
-- quarantined, other_authority (lines that another source counts, or that are keys and no money), timing (days of a
-- charge that lie in another month or after the day that the figures are seen from).

with judged_lines as (

    select * from {{ ref('int_infra_cost_lines_judged') }}

),

lines_assigned as (

    select * from {{ ref('int_infra_lines_assigned') }}

),

line_days as (

    select * from {{ ref('int_infra_line_days') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

lines as (

    select
        judged_lines.vendor,
        {{ month_start(
            'coalesce(' ~ utc_date('judged_lines.charge_start_at') ~ ', judged_lines.slice_period, as_of.as_of_date)'
        ) }} as period_month,
        coalesce(judged_lines.currency_code, '(none)') as source_currency_code,
        judged_lines.row_fate,
        coalesce(judged_lines.effective_amount, judged_lines.billed_amount, 0) as amount,
        coalesce(judged_lines.rounding_amount, 0) as rounding_amount
    from judged_lines
    cross join as_of
    where judged_lines.row_fate in ('valid', 'quarantined') and judged_lines.exclusion_reason is null
        and (judged_lines.charge_start_at is null or {{ utc_date('judged_lines.charge_start_at') }} <= as_of.as_of_date)

),

line_sums as (

    select
        vendor,
        period_month,
        source_currency_code,
        cast(sum(cast(amount as {{ type_decimal(22, 12) }}) + rounding_amount) as {{ type_money() }}) as reported,
        cast(sum(amount) as {{ type_money() }}) as amount,
        cast(sum(case when row_fate = 'quarantined' then amount else 0 end) as {{ type_money() }}) as quarantined
    from lines
    group by vendor, period_month, source_currency_code

),

decided as (

    select
        lines_assigned.vendor,
        {{ month_start('lines_assigned.first_day') }} as period_month,
        case
            when lines_assigned.decision in ('customer', 'pool', 'owner') then 'timing'
            else 'other_authority'
        end as part,
        lines_assigned.currency_code as source_currency_code,
        lines_assigned.amount
    from lines_assigned
    cross join as_of
    where lines_assigned.first_day <= as_of.as_of_date

),

spread as (

    select
        line_days.vendor,
        {{ month_start('line_days.service_date') }} as period_month,
        'timing' as part,
        line_days.currency_code as source_currency_code,
        -line_days.amount as amount
    from line_days
    cross join as_of
    where line_days.service_date <= as_of.as_of_date

),

every_part as (

    select vendor, period_month, 'reported' as part, source_currency_code, reported as amount from line_sums
    union all
    select vendor, period_month, 'rounding' as part, source_currency_code, reported - amount as amount from line_sums
    union all
    select vendor, period_month, 'quarantined' as part, source_currency_code, quarantined as amount from line_sums
    union all
    select * from decided
    union all
    select * from spread

)

select
    vendor,
    period_month,
    'cost' as side,
    part,
    source_currency_code,
    cast(sum(coalesce(amount, 0)) as {{ type_money() }}) as amount
from every_part
group by vendor, period_month, part, source_currency_code
