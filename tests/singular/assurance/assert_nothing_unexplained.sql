-- Fails where a figure that a vendor reports is neither in the ledger nor in a named part of the residual.

select vendor, period_month, side, source_currency_code, reported, in_ledger, unexplained
from {{ ref('fct_reconciliation_monthly') }}
where unexplained <> 0
