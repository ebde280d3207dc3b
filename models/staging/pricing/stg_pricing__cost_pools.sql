-- Grain: one pool that cost is collected in, and what spreads it.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('cost_pools') }}
