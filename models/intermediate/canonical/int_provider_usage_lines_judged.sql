-- Grain: one row as a vendor's loader landed it, of every vendor in use that provides provider_usage_lines.
-- The latest batch of a vendor table, account and period replaces the period's earlier batches.
-- Nothing is left out: row_fate says valid, duplicate or quarantined, fate_reason says why.
{{ judged_rows('provider_usage_lines') }}
