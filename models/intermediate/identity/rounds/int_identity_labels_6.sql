-- Grain: one row per identity node with its cluster label after round 6 over the links that stand.
-- No amounts.
{{ identity_labels(ref('int_identity_edges'), ref('int_identity_labels_5'), only='stands') }}
