-- Grain: one row per record of subscription_items that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_subscription_items_judged keeps them all.
{{ valid_rows('subscription_items') }}
