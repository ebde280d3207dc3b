-- Grain: one identifier of a price, product or plan that leads to a tier.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('tier_links') }}
