-- Grain: one row per raw invoice line, credit note line, refund and dispute. Amounts: major units of the line's
-- currency, tax out, natural sign (positive = revenue); net = gross + discount + credit applied. Nothing is dropped:
-- exclusion_reason says why a row is no revenue, row_issue why it cannot be read.
{% set columns = canonical_columns('revenue_lines') | map(attribute=0) | join(', ') %}

select {{ columns }} from {{ ref('stg_stripe__invoice_lines') }}
union all
select {{ columns }} from {{ ref('stg_stripe__credit_note_lines') }}
union all
select {{ columns }} from {{ ref('stg_stripe__reversed_payments') }}
