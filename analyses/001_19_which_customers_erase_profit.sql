-- 001-19, 004-16: which few customers erase the profit of the healthy ones? Worst first, with driver and onset.
select
    rank,
    customer_name,
    tier_key_at_period_end,
    loss,
    gross_margin_ratio,
    main_driver,
    unprofitable_since,
    certainty
from {{ ref('rpt_unprofitable_customers') }}
where not is_open
order by rank
