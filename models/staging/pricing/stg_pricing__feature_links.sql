-- Grain: one identifier that leads to a feature; the lowest priority number wins.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('feature_links') }}
