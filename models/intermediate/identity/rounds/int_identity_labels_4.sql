-- Grain: one row per identity node with its cluster label after round 4 over the links that stand.
-- No amounts.
{{ identity_labels(ref('int_identity_edges'), ref('int_identity_labels_3'), only='stands') }}
