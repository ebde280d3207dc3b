-- Grain: one price of one competitor on the day it was looked up, major units of the row's currency.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('competitor_prices') }}
