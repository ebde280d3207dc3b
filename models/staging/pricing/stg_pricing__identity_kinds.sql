-- Grain: one kind of identifier: whether it proves that two records are one customer and whether cost follows it.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('identity_kinds') }}
