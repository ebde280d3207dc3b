-- Grain: one row per raw invoice line and credit note. Amounts: major units of the invoice currency, before tax,
-- natural sign (positive = revenue); net = gross + discount + credit applied. Nothing is dropped: exclusion_reason
-- says why a row is no revenue, row_issue why it cannot be read.
{% set columns = canonical_columns('revenue_lines') | map(attribute=0) | join(', ') %}

select {{ columns }} from {{ ref('stg_orb__invoice_lines') }}
union all
select {{ columns }} from {{ ref('stg_orb__credit_note_lines') }}
