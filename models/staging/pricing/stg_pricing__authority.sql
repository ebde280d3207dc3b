-- Grain: one vendor account that may report revenue or infrastructure cost; the lowest rank wins. A blank account
-- means all. Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('authority') }}
