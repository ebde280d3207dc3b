-- Grain: one row per block of credits and version, landed by the user in the columns of canonical credit_grants.
-- Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('credit_grants') }}
