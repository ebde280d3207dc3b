-- Grain: one row as a vendor's loader landed it, of every vendor in use that provides ai_calls.
-- The newest version of an id counts, whatever the order of arrival.
-- Nothing is left out: row_fate says valid, duplicate or quarantined, fate_reason says why.
-- Computed by whole UTC days (slice_date); a day that lost its last row keeps one row with fate tombstone.
{{ judged_slices('ai_calls') }}
