-- Grain: one month that the ledger knows, with the month before it. No amounts.

select distinct
    period_month,
    {{ date_add_months('period_month', -1) }} as previous_month
from {{ ref('fct_margin_ledger') }}
