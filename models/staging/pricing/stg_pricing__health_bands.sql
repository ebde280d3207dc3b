-- Grain: one band of the gross margin ratio; min_ratio is the lowest ratio of the band, null for bands without one.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('health_bands') }}
