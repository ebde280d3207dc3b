-- Grain: one row per customer record (product accounts, a CRM) and version, landed by the user in the columns of
-- canonical customers. Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('customers') }}
