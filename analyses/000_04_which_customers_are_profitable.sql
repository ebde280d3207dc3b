-- 000-04, 001-02: which customers are profitable? Latest month, best first; special members last.
select
    customers.customer_name,
    margins.tier_key_at_period_end,
    margins.revenue,
    margins.cost,
    margins.gross_margin,
    margins.gross_margin_ratio,
    margins.health_band,
    margins.certainty
from {{ ref('fct_customer_margin_monthly') }} as margins
left join {{ ref('dim_customers') }} as customers on margins.customer_key = customers.customer_key
cross join {{ ref('rpt_margin_cards') }} as cards
where margins.period_month = cards.last_month
order by margins.gross_margin desc
