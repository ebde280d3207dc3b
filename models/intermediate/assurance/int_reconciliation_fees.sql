-- Grain: one part of what a payment processor or a manual seed reports as cost in a month: vendor x month x part x
-- source currency, by the UTC day of the payment like every cost, up to the day the figures are seen from.
-- amount: source currency. Parts: reported, quarantined, other_authority (less what our fee rules supply for payments
-- whose processor states no fee).

with judged_fees as (

    select * from {{ ref('int_payment_fees_judged') }}

),

fees_by_rule as (

    select * from {{ ref('int_payment_fee_parts') }}
    where not is_reported and amount is not null

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

lines as (

    select
        vendor,
        {{ month_start(utc_date('coalesce(occurred_at, loaded_at)')) }} as period_month,
        coalesce(currency_code, '(none)') as source_currency_code,
        row_fate,
        coalesce(fee_amount, 0) as amount
    from judged_fees
    cross join as_of
    where row_fate in ('valid', 'quarantined') and exclusion_reason is null
        and (occurred_at is null or {{ utc_date('occurred_at') }} <= as_of.as_of_date)

)

select
    vendor,
    period_month,
    'cost' as side,
    'reported' as part,
    source_currency_code,
    cast(sum(amount) as {{ type_money() }}) as amount
from lines
group by vendor, period_month, source_currency_code

union all

select
    vendor,
    period_month,
    'cost' as side,
    'quarantined' as part,
    source_currency_code,
    cast(sum(amount) as {{ type_money() }}) as amount
from lines
where row_fate = 'quarantined'
group by vendor, period_month, source_currency_code

union all

select
    fees_by_rule.vendor,
    {{ month_start('fees_by_rule.fee_date') }} as period_month,
    'cost' as side,
    'other_authority' as part,
    fees_by_rule.currency_code as source_currency_code,
    cast(-sum(fees_by_rule.amount) as {{ type_money() }}) as amount
from fees_by_rule
cross join as_of
where fees_by_rule.fee_date <= as_of.as_of_date
group by fees_by_rule.vendor, {{ month_start('fees_by_rule.fee_date') }}, fees_by_rule.currency_code
