-- Grain: one rule that gives cost its function; the lowest priority number that fits wins, null fits all.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('cogs_policy') }}
