-- Grain: one row per price on a contract and version, landed by the user in the columns of canonical
-- subscription_items. Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('subscription_items') }}
