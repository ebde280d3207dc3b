-- Grain: one identity node with its unit (what the decisions of people join, never cut) and its cluster (what all links
-- would join). mail_domain and tax_id are those of paying records. is_kept_apart: a `never_link` names the node and
-- another one of the cluster in another unit. No amounts.

with nodes as (

    select * from {{ ref('int_identity_nodes') }}

),

decided as (

    select * from {{ ref('int_identity_decided_5') }}

),

candidates as (

    select * from {{ ref('int_identity_candidates_8') }}

),

customer_links as (

    select * from {{ ref('int_customer_link_nodes') }}

),

paying_records as (

    select * from {{ ref('int_identity_paying_records') }}

),

joined as (

    select
        nodes.node,
        nodes.is_record,
        decided.label as unit,
        candidates.label as cluster_label,
        paying_records.mail_domain,
        paying_records.tax_id
    from nodes
    left join decided on nodes.node = decided.node
    left join candidates on nodes.node = candidates.node
    left join paying_records on nodes.node = paying_records.node

),

kept_apart as (

    select left_side.node as left_node, right_side.node as right_node
    from customer_links
    left join joined as left_side on customer_links.left_node = left_side.node
    left join joined as right_side on customer_links.right_node = right_side.node
    where customer_links.action = 'never_link'
        and left_side.cluster_label = right_side.cluster_label
        and left_side.unit <> right_side.unit

),

named_apart as (

    select left_node as node from kept_apart
    {{ union_distinct() }}
    select right_node as node from kept_apart

)

select
    joined.*,
    named_apart.node is not null as is_kept_apart
from joined
left join named_apart on joined.node = named_apart.node
