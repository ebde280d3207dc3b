-- Grain: one vendor and the layer it belongs to.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('vendor_layers') }}
