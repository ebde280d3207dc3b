-- Grain: one rule by which records become one customer, or are proposed to be.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('identity_rules') }}
