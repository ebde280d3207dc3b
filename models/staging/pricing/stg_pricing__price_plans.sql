-- Grain: one price component of one planned price list; amounts in major units of the row's currency.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('price_plans') }}
