-- 003-07 to 003-10: revenue billed, metered cost, margin and margin percent of the last three months.
select
    first_month,
    last_month,
    billed_revenue,
    metered_cost,
    metered_margin,
    metered_margin_ratio
from {{ ref('rpt_margin_cards') }}
