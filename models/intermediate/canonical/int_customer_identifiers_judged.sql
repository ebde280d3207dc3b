-- Grain: one row as a vendor's loader landed it, of every vendor in use that provides customer_identifiers.
-- The newest version of an id counts, whatever the order of arrival.
-- Nothing is left out: row_fate says valid, duplicate or quarantined, fate_reason says why.
{{ judged_rows('customer_identifiers') }}
