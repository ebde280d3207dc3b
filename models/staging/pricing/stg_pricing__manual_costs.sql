-- Grain: one cost of one month that no tool reports, in major units of its currency.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('manual_costs') }}
