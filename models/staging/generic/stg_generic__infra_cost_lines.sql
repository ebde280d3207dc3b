-- Grain: one row per charge line (support, tools, a small provider) and batch, landed by the user in the columns of
-- canonical infra_cost_lines. Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('infra_cost_lines') }}
