-- Grain: feature x customer segment at the month's end x period_month. Amounts: reporting currency. Special members
-- are rows, so the mart sums to the ledger. Revenue that names no feature is split over the features a customer used,
-- by tokens: revenue_attribution_method says which way a feature's revenue came.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}

),

customer_segments as (

    select * from {{ ref('int_customer_segments_monthly') }}

),

completeness as (

    select * from {{ ref('int_completeness') }}

),

sums as (

    select
        ledger.feature_key,
        coalesce(customer_segments.segment, '(none)') as segment,
        ledger.period_month,
        {{ margin_sums() }},
        sum(case when entry_side = 'revenue' and assignment = 'allocated' then 1 else 0 end) as split_entries,
        sum(case when entry_side = 'revenue' and assignment <> 'allocated' then 1 else 0 end) as direct_entries
    from ledger
    left join customer_segments
        on ledger.customer_key = customer_segments.customer_key
        and ledger.period_month = customer_segments.period_month
    group by ledger.feature_key, coalesce(customer_segments.segment, '(none)'), ledger.period_month

)

select
    feature_key,
    segment,
    period_month,
    {{ margin_columns() }},
    case
        when split_entries > 0 and direct_entries > 0 then 'direct_and_split_by_tokens'
        when split_entries > 0 then 'split_by_tokens'
        when direct_entries > 0 then 'direct'
        else 'no_revenue'
    end as revenue_attribution_method,
    case when has_cost then metered_cost end as metered_cost,
    '{{ var("reporting_currency") }}' as currency_code
from sums
left join completeness on sums.period_month = completeness.covered_month
