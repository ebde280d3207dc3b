-- Grain: one row per line of a provider's usage report and batch, landed by the user in the columns of canonical
-- provider_usage_lines. Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('provider_usage_lines') }}
