-- Grain: one row per record of provider_usage_lines that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_provider_usage_lines_judged keeps them all.
{{ valid_rows('provider_usage_lines') }}
