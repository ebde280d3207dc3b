-- Grain: one row per raw invoice item, credit memo item and adjustment. Amounts: major units of the row's own currency,
-- tax out, natural sign (positive = revenue); net = gross + discount + credit applied. Payments, refunds and credit
-- balances settle and never show here. Nothing is dropped: exclusion_reason says why a row is no revenue, row_issue
-- why it cannot be read.
{% set columns = canonical_columns('revenue_lines') | map(attribute=0) | join(', ') %}

select {{ columns }} from {{ ref('stg_zuora__invoice_lines') }}
union all
select {{ columns }} from {{ ref('stg_zuora__reduction_lines') }}
