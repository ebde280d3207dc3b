-- Grain: one rate of one currency pair on one day, units of to_currency for one from_currency.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('fx_rates') }}
