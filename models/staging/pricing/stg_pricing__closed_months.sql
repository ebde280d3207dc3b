-- Grain: one month whose figures are frozen; month is its first day.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('closed_months') }}
