-- Grain: one target of one metric.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('targets') }}
