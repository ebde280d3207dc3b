-- Grain: one row per identity node with its cluster label after round 3 over the links that a person decided.
-- No amounts.
{{ identity_labels(ref('int_identity_links'), ref('int_identity_decided_2'), only='is_decided') }}
