-- 000-37: which tiers need adjustment? Latest month, thinnest margin first.
select
    tiers.tier_name,
    margins.customers,
    margins.customers_unprofitable,
    margins.revenue,
    margins.cost,
    margins.gross_margin_ratio
from {{ ref('fct_tier_margin_monthly') }} as margins
left join {{ ref('dim_tiers') }} as tiers on margins.tier_key = tiers.tier_key
cross join {{ ref('rpt_margin_cards') }} as cards
where margins.period_month = cards.last_month and margins.revenue > 0
order by margins.gross_margin_ratio
