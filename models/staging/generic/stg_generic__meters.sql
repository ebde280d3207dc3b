-- Grain: one row per meter and version, landed by the user in the columns of canonical meters.
-- Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('meters') }}
