-- 001-13, 000-28: how much of our cost do we know the owner of? By layer of tools, latest month, with the main gap.
select
    coverage.layer,
    coverage.amount,
    coverage.measured_amount,
    coverage.estimated_amount,
    coverage.allocated_amount,
    coverage.unattributed_amount,
    coverage.unattributed_ratio,
    coverage.main_unattributed_reason,
    coverage.feature_unattributed_amount
from {{ ref('fct_attribution_coverage_monthly') }} as coverage
cross join {{ ref('rpt_margin_cards') }} as cards
where coverage.period_month = cards.last_month
order by coverage.unattributed_amount desc, coverage.layer
