-- Grain: one row per record of ai_calls that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_ai_calls_judged keeps them all.
{{ valid_rows('ai_calls') }}
