-- 003-03, 003-04: are we profitable at workload level, and how do AI costs weigh on it? Latest month.
select
    features.feature_name,
    margins.provider,
    margins.model,
    sum(margins.ai_cost) as ai_cost,
    sum(margins.tokens) as tokens,
    sum(margins.revenue) as revenue,
    sum(margins.gross_margin) as gross_margin
from {{ ref('fct_margin_cube_monthly') }} as margins
left join {{ ref('dim_features') }} as features on margins.feature_key = features.feature_key
cross join {{ ref('rpt_margin_cards') }} as cards
where margins.period_month = cards.last_month
group by features.feature_name, margins.provider, margins.model
order by ai_cost desc
