-- Grain: one decision that two identifiers are (merge) or are not (split) one customer.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('customer_links') }}
