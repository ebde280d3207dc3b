-- Grain: one row per record of credit_grants that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_credit_grants_judged keeps them all.
{{ valid_rows('credit_grants') }}
