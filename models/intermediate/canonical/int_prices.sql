-- Grain: one row per record of prices that counts. Left out: duplicates, quarantined rows and rows that a
-- rule excludes (test mode, draft, void, deleted and the like); int_prices_judged keeps them all.
{{ valid_rows('prices') }}
