-- Fails where a link that stands joins two nodes that ended in different clusters: label propagation has not
-- converged and one customer would be shown as two.

select
    edges.left_node,
    edges.right_node,
    left_labels.label as left_label,
    right_labels.label as right_label
from {{ ref('int_identity_edges') }} as edges
left join {{ ref('int_identity_labels_8') }} as left_labels on edges.left_node = left_labels.node
left join {{ ref('int_identity_labels_8') }} as right_labels on edges.right_node = right_labels.node
where coalesce(left_labels.label, 'left missing') <> coalesce(right_labels.label, 'right missing')
    and edges.stands
