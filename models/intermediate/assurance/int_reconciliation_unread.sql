-- Grain: vendor x month x side x source currency with rows whose amount nobody can read: quarantined lines without an
-- amount, and drawdowns of credit whose worth is unknown. lines_without_amount: how many; their money is in no part of
-- the reconciliation, so that a month which has some is larger than it reports. No amounts.

with as_of as (

    select * from {{ ref('int_as_of') }}

),

unread as (

    select
        vendor,
        'revenue' as side,
        {{ business_date('coalesce(invoiced_at, service_start_at, loaded_at)') }} as known_day,
        currency_code
    from {{ ref('int_revenue_lines_judged') }}
    where row_fate = 'quarantined' and exclusion_reason is null and net_amount is null
    union all
    select
        vendor,
        'revenue' as side,
        {{ business_date('coalesce(occurred_at, loaded_at)') }} as known_day,
        currency_code
    from {{ ref('int_credit_entries_judged') }}
    where row_fate = 'quarantined' and exclusion_reason is null and entry_type in ('burn', 'expire')
        and money_amount is null
    union all
    select vendor, 'revenue' as side, service_date as known_day, currency_code
    from {{ ref('int_credit_entries_valued') }}
    where value_problem is not null
    union all
    select vendor, 'cost' as side, {{ utc_date('coalesce(occurred_at, loaded_at)') }} as known_day, currency_code
    from {{ ref('int_payment_fees_judged') }}
    where row_fate = 'quarantined' and exclusion_reason is null and fee_amount is null
    union all
    select vendor, 'cost' as side, nullif(slice_date, {{ undated_slice() }}) as known_day, currency_code
    from {{ ref('int_ai_calls_judged') }}
    where row_fate = 'quarantined' and exclusion_reason is null and cost_amount is null
    union all
    select vendor, 'cost' as side, coalesce(usage_date, slice_period) as known_day, currency_code
    from {{ ref('int_provider_cost_lines_judged') }}
    where row_fate = 'quarantined' and exclusion_reason is null and amount is null
    union all
    select
        vendor,
        'cost' as side,
        coalesce({{ utc_date('charge_start_at') }}, slice_period) as known_day,
        currency_code
    from {{ ref('int_infra_cost_lines_judged') }}
    where row_fate = 'quarantined' and exclusion_reason is null
        and coalesce(effective_amount, billed_amount) is null

),

dated as (

    select
        unread.vendor,
        unread.side,
        {{ month_start('coalesce(unread.known_day, as_of.as_of_date)') }} as period_month,
        coalesce(unread.currency_code, '(none)') as source_currency_code
    from unread
    cross join as_of

)

select
    vendor,
    period_month,
    side,
    source_currency_code,
    cast(count(*) as {{ type_count() }}) as lines_without_amount
from dated
group by vendor, period_month, side, source_currency_code
