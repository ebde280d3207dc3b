-- Grain: one processor's fee for a half-open span of days: percent 2.9 is 2.9 percent, fixed_amount in major units.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('payment_fee_rules') }}
