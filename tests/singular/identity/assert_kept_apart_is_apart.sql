-- Fails where seeds/business/customer_links.csv keeps two records apart and they are one customer although no link of
-- a person joins them.

with kept_apart as (

    select left_node, right_node from {{ ref('int_customer_link_nodes') }} where action = 'never_link'

)

select kept_apart.left_node, kept_apart.right_node
from kept_apart
left join {{ ref('int_identity_labels_8') }} as left_labels on kept_apart.left_node = left_labels.node
left join {{ ref('int_identity_labels_8') }} as right_labels on kept_apart.right_node = right_labels.node
left join {{ ref('int_identity_units') }} as left_units on kept_apart.left_node = left_units.node
left join {{ ref('int_identity_units') }} as right_units on kept_apart.right_node = right_units.node
where left_labels.label = right_labels.label and left_units.unit <> right_units.unit
