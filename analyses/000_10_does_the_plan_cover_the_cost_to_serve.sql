-- 000-10: is each customer's plan covering its cost to serve? Monthly price beside cost, latest month.
select
    customers.customer_name,
    margins.tier_key_at_period_end,
    margins.list_mrr,
    margins.mrr,
    margins.cost as cost_to_serve,
    margins.mrr - margins.cost as left_over
from {{ ref('fct_customer_margin_monthly') }} as margins
left join {{ ref('dim_customers') }} as customers on margins.customer_key = customers.customer_key
cross join {{ ref('rpt_margin_cards') }} as cards
where margins.period_month = cards.last_month and margins.is_paying
order by left_over
