-- Grain: one line of an invoice or credit note, and one row per raw invoice and credit note for what its lines do not
-- tell. Amounts: major units of the document's currency, tax out, natural sign (positive = revenue); net = gross +
-- discount + credit applied. Nothing is dropped: exclusion_reason says why a row is no revenue, row_issue why it
-- cannot be read.
{% set columns = canonical_columns('revenue_lines') | map(attribute=0) | join(', ') %}

select {{ columns }} from {{ ref('stg_chargebee__invoice_lines') }}
union all
select {{ columns }} from {{ ref('stg_chargebee__credit_note_lines') }}
union all
select {{ columns }} from {{ ref('stg_chargebee__document_headers') }}
