-- Grain: customer x period_month. Amounts: reporting currency. Special members are rows, so the mart sums to the
-- ledger. Cost is COGS before start-up cloud credits; fully_loaded_margin takes every other cost too and
-- contribution_margin only cost that moves with usage. Tier and segment: as they were at the month's end. Bands:
-- seeds/reference/health_bands.csv.

with facts as (

    select * from {{ ref('int_customer_month_facts') }}

),

customer_segments as (

    select * from {{ ref('int_customer_segments_monthly') }}

),

health_bands as (

    select * from {{ ref('stg_pricing__health_bands') }}

),

completeness as (

    select * from {{ ref('int_completeness') }}

),

measured as (

    select
        facts.*,
        completeness.*,
        coalesce(customer_segments.segment, '(none)') as segment,
        case
            when not has_revenue or cost_completeness <> 'complete' then 'incomplete'
            when revenue <= 0 then 'no_revenue'
        end as unbanded,
        case when revenue > 0 then {{ ratio('revenue - cost', 'revenue') }} end as margin_ratio
    from facts
    left join completeness on facts.period_month = completeness.covered_month
    left join customer_segments
        on facts.customer_key = customer_segments.customer_key
        and facts.period_month = customer_segments.period_month

),

-- one row per customer and band whose floor the ratio reaches; the highest floor is the band, `loss` has none
reached_bands as (

    select
        measured.customer_key,
        measured.period_month,
        health_bands.band,
        row_number() over (
            partition by measured.customer_key, measured.period_month
            order by case when health_bands.min_ratio is null then 1 else 0 end, health_bands.min_ratio desc
        ) as band_rank
    from measured
    cross join health_bands
    where measured.unbanded is null
        and (health_bands.band = 'loss' or measured.margin_ratio >= health_bands.min_ratio)

)

select
    measured.customer_key,
    measured.period_month,
    {{ margin_columns() }},
    measured.tier_key_at_period_end,
    measured.segment,
    coalesce(measured.unbanded, reached_bands.band) as health_band,
    case
        when not has_revenue or cost_completeness <> 'complete' then 'uncertain'
        when unpriced_tokens > 0 and revenue >= cost then 'uncertain'
        when (revenue - cost + allocated_cost < 0) = (revenue - cost - allocated_cost < 0) then 'certain'
        else 'uncertain'
    end as certainty,
    case when has_revenue and has_cost then cast(revenue - every_cost as {{ type_money() }}) end as fully_loaded_margin,
    case when has_revenue and has_cost then cast(revenue - usage_cost as {{ type_money() }}) end as contribution_margin,
    case when has_contracts then measured.mrr end as mrr,
    case when has_contracts then measured.list_mrr end as list_mrr,
    case when has_contracts then measured.is_paying end as is_paying,
    case when has_revenue then measured.billed_revenue end as billed_revenue,
    case when has_payments then measured.collected end as collected,
    case when has_revenue then measured.revenue_subscription end as revenue_subscription,
    case when has_revenue then measured.revenue_usage end as revenue_usage,
    case when has_revenue then measured.revenue_prepaid end as revenue_prepaid,
    case when has_revenue then cast(
        measured.revenue - measured.revenue_subscription - measured.revenue_usage - measured.revenue_prepaid
        as {{ type_money() }}
    ) end as revenue_other,
    case when has_cost then measured.metered_cost end as metered_cost,
    case when has_calls then measured.calls end as calls,
    case when has_calls then measured.calls_failed end as calls_failed,
    case when has_calls then measured.tokens end as tokens,
    '{{ var("reporting_currency") }}' as currency_code
from measured
left join reached_bands
    on measured.customer_key = reached_bands.customer_key
    and measured.period_month = reached_bands.period_month
    and reached_bands.band_rank = 1
