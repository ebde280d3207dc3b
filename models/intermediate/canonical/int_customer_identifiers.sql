-- Grain: one row per record of customer_identifiers that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_customer_identifiers_judged keeps them all.
{{ valid_rows('customer_identifiers') }}
