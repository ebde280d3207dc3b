-- 003-05, 003-12, 003-13, 003-14: are costs growing faster than revenue, and what moved the margin? Twelve months.
select
    period_month,
    revenue,
    metered_cost,
    gross_margin_ratio,
    revenue_growth_ratio,
    cost_growth_ratio,
    margin_change,
    bridge_price,
    bridge_discount_credit,
    bridge_volume,
    bridge_mix,
    bridge_unit_cost,
    bridge_allocation_idle,
    bridge_fx,
    bridge_one_time
from {{ ref('rpt_margin_trend') }}
order by period_month
