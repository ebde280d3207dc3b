-- Grain: one way to write a legal form, in small letters without dots.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('legal_forms') }}
