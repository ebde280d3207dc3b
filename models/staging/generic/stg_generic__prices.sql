-- Grain: one row per tier of a price and version, landed by the user in the columns of canonical prices.
-- Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('prices') }}
