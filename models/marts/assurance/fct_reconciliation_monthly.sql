-- Grain: vendor x period_month x side x source currency. Amounts: source currency. reported = in_ledger + residual, and
-- residual = deferred_or_unbilled + other_authority + quarantined + timing + rounding + unexplained; unexplained is
-- what no named step took and must be zero. capture_ratio = in_ledger / reported. Costs that the company wrote into
-- its own seeds have no vendor to reconcile with and are left out.

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

every_part as (

    select * from parts
    union all
    select * from ledger

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
        ) as {{ part }}{{ ',' if not loop.last }}
        {% endfor %}
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
    {{ ratio('in_ledger', 'reported') }} as capture_ratio
from pivoted
