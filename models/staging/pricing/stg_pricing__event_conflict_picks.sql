-- Grain: one id with contradicting payloads and the payload that is true.
-- Refused rows are left out here and listed in stg_pricing__seed_issues.
{{ good_rows('event_conflict_picks') }}
