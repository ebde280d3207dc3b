-- Grain: one model of one provider from one day on; prices per 1,000,000 tokens in the row's currency.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('model_prices') }}
