-- Grain: one row per metered event as sent, landed by the user in the columns of canonical usage_events.
-- Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('usage_events') }}
