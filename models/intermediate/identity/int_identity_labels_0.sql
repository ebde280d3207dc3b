-- Grain: one row per identity node with its starting label, a hash of its own name. No amounts.

with edges as (

    select * from {{ ref('int_identity_edges') }}

),

nodes as (

    select left_node as node from edges
    {{ union_distinct() }}
    select right_node as node from edges

)

select
    node,
    {{ surrogate_key(['node']) }} as node_label,
    {{ surrogate_key(['node']) }} as label
from nodes
