-- Grain: one row per contract and version, landed by the user in the columns of canonical subscriptions.
-- Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('subscriptions') }}
