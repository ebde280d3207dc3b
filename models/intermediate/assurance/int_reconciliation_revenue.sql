-- Grain: one part of what a biller reports in a month: vendor x month x part x source currency.
-- amount: source currency. Parts: reported (invoice lines by invoice month, drawdowns by day), other_authority,
-- quarantined, deferred_or_unbilled (billed here and earned in another month, less earned here and billed in another).

with judged_lines as (

    select * from {{ ref('int_revenue_lines_judged') }}

),

accepted_lines as (

    select * from {{ ref('int_revenue_lines_accepted') }}

),

revenue_schedule as (

    select * from {{ ref('int_revenue_schedule') }}

),

credit_drawdowns as (

    select * from {{ ref('int_credit_drawdowns') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

reported_lines as (

    select
        vendor,
        {{ month_start(business_date('coalesce(invoiced_at, service_start_at, loaded_at)')) }} as period_month,
        'reported' as part,
        coalesce(currency_code, '(none)') as source_currency_code,
        net_amount as amount
    from judged_lines
    where row_fate in ('valid', 'quarantined') and exclusion_reason is null

),

quarantined_lines as (

    select
        vendor,
        {{ month_start(business_date('coalesce(invoiced_at, service_start_at, loaded_at)')) }} as period_month,
        'quarantined' as part,
        coalesce(currency_code, '(none)') as source_currency_code,
        net_amount as amount
    from judged_lines
    where row_fate = 'quarantined' and exclusion_reason is null

),

decided_lines as (

    select
        vendor,
        {{ month_start('invoice_date') }} as period_month,
        case when decision = 'other_authority' then 'other_authority' else 'deferred_or_unbilled' end as part,
        currency_code as source_currency_code,
        net_amount as amount
    from accepted_lines

),

earned_days as (

    select
        revenue_schedule.vendor,
        {{ month_start('revenue_schedule.service_date') }} as period_month,
        'deferred_or_unbilled' as part,
        revenue_schedule.currency_code as source_currency_code,
        -revenue_schedule.amount as amount
    from revenue_schedule
    cross join as_of
    where revenue_schedule.service_date <= as_of.as_of_date

),

-- A drawdown reports itself; a block on credit entries has no other side to compare with.
drawdowns as (

    select
        credit_drawdowns.vendor,
        {{ month_start('credit_drawdowns.service_date') }} as period_month,
        'reported' as part,
        credit_drawdowns.currency_code as source_currency_code,
        credit_drawdowns.amount
    from credit_drawdowns
    cross join as_of
    where credit_drawdowns.service_date <= as_of.as_of_date

),

every_part as (

    select * from reported_lines
    union all
    select * from quarantined_lines
    union all
    select * from decided_lines
    union all
    select * from earned_days
    union all
    select * from drawdowns

)

select
    vendor,
    period_month,
    'revenue' as side,
    part,
    source_currency_code,
    cast(sum(coalesce(amount, 0)) as {{ type_money() }}) as amount
from every_part
group by vendor, period_month, part, source_currency_code
