-- Grain: one row per fee of a payment and version, landed by the user in the columns of canonical payment_fees.
-- Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('payment_fees') }}
