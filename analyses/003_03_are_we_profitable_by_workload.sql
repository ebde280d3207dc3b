-- 003-03, 003-04: are we profitable at workload level, and how do AI costs weigh on it? Latest month.
select
    features.feature_name,
    cube.provider,
    cube.model,
    sum(cube.ai_cost) as ai_cost,
    sum(cube.tokens) as tokens,
    sum(cube.revenue) as revenue,
    sum(cube.gross_margin) as gross_margin
from {{ ref('fct_margin_cube_monthly') }} as cube
left join {{ ref('dim_features') }} as features on cube.feature_key = features.feature_key
cross join {{ ref('rpt_margin_cards') }} as cards
where cube.period_month = cards.last_month
group by features.feature_name, cube.provider, cube.model
order by ai_cost desc
