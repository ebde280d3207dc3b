-- Grain: one row per record of usage_events that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_usage_events_judged keeps them all.
{{ valid_rows('usage_events') }}
