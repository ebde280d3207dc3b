-- Grain: one row as a vendor's loader landed it, of every vendor in use that provides usage_events.
-- A row is a fact: equal rows under one id are one fact, two payloads under one id are quarantined
-- until event_conflict_picks names the true one.
-- Nothing is left out: row_fate says valid, duplicate or quarantined, fate_reason says why.
-- Computed by whole UTC days (slice_date); a day that lost its last row keeps one row with fate tombstone.
{{ judged_slices('usage_events') }}
