-- Grain: one row per record of payment_fees that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_payment_fees_judged keeps them all.
{{ valid_rows('payment_fees') }}
