-- Grain: one row per identity node with its cluster label after round 1 over all links.
-- No amounts.
{{ identity_labels(ref('int_identity_links'), ref('int_identity_nodes'), label='node_label') }}
