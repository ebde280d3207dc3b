-- Grain: one row per model call and version, landed by the user in the columns of canonical ai_calls.
-- Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('ai_calls') }}
