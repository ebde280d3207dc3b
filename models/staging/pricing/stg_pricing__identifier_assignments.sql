-- Grain: one identifier given to one customer for a half-open span of days.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('identifier_assignments') }}
