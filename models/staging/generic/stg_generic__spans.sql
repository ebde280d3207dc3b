-- Grain: one row per trace span and version, landed by the user in the columns of canonical spans.
-- Amounts are as landed, in major units of the row's currency. Nothing is left out.
{{ generic_entity('spans') }}
