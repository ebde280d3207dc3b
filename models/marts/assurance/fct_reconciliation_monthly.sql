-- Grain: vendor x period_month x side x source currency. Amounts: source currency. reported = in_ledger + residual, and
-- residual = deferred_or_unbilled + other_authority + quarantined + timing + rounding + unexplained; unexplained is
-- what no named step took and must be zero. capture_ratio = in_ledger / reported. Costs that the company wrote into
-- its own seeds have no vendor to reconcile with and are left out. lines_without_amount: how many quarantined lines
-- (and drawdowns of unknown worth) state no amount that can be read: what they are worth is in no column.

with parts as (

    select * from {{ ref('int_reconciliation_revenue') }}
    union all
    select * from {{ ref('int_reconciliation_providers') }}
    union all
    select * from {{ ref('int_reconciliation_calls') }}
    union all
    select * from {{ ref('int_reconciliation_infra') }}
    union all
    select * from {{ ref('int_reconciliation_fees') }}

),

ledger as (

    select
        vendor,
        period_month,
        entry_side as side,
        'in_ledger' as part,
        source_currency_code,
        source_amount as amount
    from {{ ref('fct_margin_ledger') }}
    where vendor <> 'manual_costs'

),

unread as (

    select
        vendor,
        period_month,
        side,
        'lines_without_amount' as part,
        source_currency_code,
        lines_without_amount as amount
    from {{ ref('int_reconciliation_unread') }}

),

every_part as (

    select * from parts
    union all
    select * from ledger
    union all
    select * from unread

),

pivoted as (

    select
        vendor,
        period_month,
        side,
        source_currency_code,
        {% for part in [
            'reported', 'in_ledger', 'deferred_or_unbilled', 'other_authority', 'quarantined', 'timing', 'rounding'
        ] %}
        cast(
            sum(case when part = '{{ part }}' then amount else 0 end) as {{ type_money() }}
        ) as {{ part }},
        {% endfor %}
        cast(
            sum(case when part = 'lines_without_amount' then amount else 0 end) as {{ type_count() }}
        ) as lines_without_amount
    from every_part
    group by vendor, period_month, side, source_currency_code

)

select
    vendor,
    period_month,
    side,
    source_currency_code,
    reported,
    in_ledger,
    cast(reported - in_ledger as {{ type_money() }}) as residual,
    deferred_or_unbilled,
    other_authority,
    quarantined,
    timing,
    rounding,
    cast(
        reported - in_ledger - deferred_or_unbilled - other_authority - quarantined - timing - rounding
        as {{ type_money() }}
    ) as unexplained,
    {{ ratio('in_ledger', 'reported') }} as capture_ratio,
    lines_without_amount
from pivoted
