-- Grain: one way to look up the customer or the feature of a call; of the ways that name one, the lowest priority
-- number wins. Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('lookup_paths') }}
