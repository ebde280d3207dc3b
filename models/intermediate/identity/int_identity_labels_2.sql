-- Grain: one row per identity node with its cluster label after round 2 of label propagation. No amounts.

{{ identity_labels(ref('int_identity_labels_1')) }}
