-- Grain: one row per billed, discounted, credited or refunded element and version, landed by the user in the columns
-- of canonical revenue_lines. Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('revenue_lines') }}
