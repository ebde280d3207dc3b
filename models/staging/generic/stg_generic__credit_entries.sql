-- Grain: one row per signed entry of a credit account, landed by the user in the columns of canonical credit_entries.
-- Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('credit_entries') }}
