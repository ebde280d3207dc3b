-- Grain: one row per record of subscriptions that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_subscriptions_judged keeps them all.
{{ valid_rows('subscriptions') }}
