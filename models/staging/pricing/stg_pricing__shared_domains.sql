-- Grain: one mail domain that belongs to no customer.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('shared_domains') }}
