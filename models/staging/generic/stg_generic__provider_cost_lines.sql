-- Grain: one row per line of a provider's bill and batch, landed by the user in the columns of canonical
-- provider_cost_lines. Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('provider_cost_lines') }}
