-- Grain: one row per record of credit_entries that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_credit_entries_judged keeps them all.
{{ valid_rows('credit_entries') }}
