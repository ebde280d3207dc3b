-- Grain: one row per record of revenue_lines that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_revenue_lines_judged keeps them all.
{{ valid_rows('revenue_lines') }}
