-- 000-37, 004-06: which features drive cost, and which drag margin down? Latest month.
select
    features.feature_name,
    sum(margins.cost) as cost,
    sum(margins.ai_cost) as ai_cost,
    sum(margins.revenue) as revenue,
    sum(margins.gross_margin) as gross_margin
from {{ ref('fct_feature_margin_monthly') }} as margins
left join {{ ref('dim_features') }} as features on margins.feature_key = features.feature_key
cross join {{ ref('rpt_margin_cards') }} as cards
where margins.period_month = cards.last_month
group by features.feature_name
order by cost desc
