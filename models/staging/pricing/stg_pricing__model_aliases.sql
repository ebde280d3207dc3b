-- Grain: one name that a provider or tool uses for a model.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('model_aliases') }}
