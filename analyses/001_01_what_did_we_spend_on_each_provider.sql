-- 001-01: what did we spend on OpenAI last month? Every provider and model, invoice beside ledger.
select
    spend.provider,
    spend.model,
    spend.cost_function,
    spend.invoiced,
    spend.in_ledger,
    spend.residual
from {{ ref('fct_provider_spend_monthly') }} as spend
cross join {{ ref('rpt_margin_cards') }} as cards
where spend.period_month = cards.last_month
order by spend.provider, spend.in_ledger desc
