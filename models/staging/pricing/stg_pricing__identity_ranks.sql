-- Grain: one layer of tools; the lowest rank gives a customer its key.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('identity_ranks') }}
