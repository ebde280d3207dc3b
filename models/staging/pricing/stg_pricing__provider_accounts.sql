-- Grain: one account at a model provider and what it is used for.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('provider_accounts') }}
