-- Grain: one row per identity node with its cluster label after round 8 over all links.
-- No amounts.
{{ identity_labels(ref('int_identity_links'), ref('int_identity_candidates_7')) }}
