-- 002-22, 002-16: do finance and engineering see the same money? Each tool's figure beside the ledger, latest month.
select
    reconciliation.vendor,
    reconciliation.side,
    reconciliation.source_currency_code,
    reconciliation.reported,
    reconciliation.in_ledger,
    reconciliation.residual,
    reconciliation.unexplained
from {{ ref('fct_reconciliation_monthly') }} as reconciliation
cross join {{ ref('rpt_margin_cards') }} as cards
where reconciliation.period_month = cards.last_month
order by reconciliation.side, reconciliation.vendor
