-- 001-21: which features are expensive, by customer segment? Latest month.
select
    features.feature_name,
    margins.segment,
    margins.cost,
    margins.gross_margin_ratio
from {{ ref('fct_feature_margin_monthly') }} as margins
left join {{ ref('dim_features') }} as features on margins.feature_key = features.feature_key
cross join {{ ref('rpt_margin_cards') }} as cards
where margins.period_month = cards.last_month
order by margins.cost desc
