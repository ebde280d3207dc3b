-- Grain: one row per identifier of a customer record, landed by the user in the columns of canonical
-- customer_identifiers. Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('customer_identifiers') }}
