-- Grain: one rule that sends a cost line to a pool; the lowest priority number that fits wins.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('cost_pool_rules') }}
