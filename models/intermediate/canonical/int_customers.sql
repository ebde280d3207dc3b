-- Grain: one row per record of customers that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_customers_judged keeps them all.
{{ valid_rows('customers') }}
