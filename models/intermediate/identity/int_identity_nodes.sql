-- Grain: one identity node: a customer record or an identifier that a link names, with the hash of its name. Hashes,
-- not names, order nodes: chains of names in sequence would need many more rounds. No amounts.

with records as (

    select * from {{ ref('int_identity_records') }}

),

links as (

    select * from {{ ref('int_identity_links') }}

),

nodes as (

    select
        {{ identity_node("'customer_id'", 'vendor', 'customer_native_id', 'record_account') }} as node,
        true as is_record
    from records
    where not is_alias
    {{ union_distinct() }}
    select left_node as node, false as is_record from links
    {{ union_distinct() }}
    select right_node as node, false as is_record from links

)

select
    node,
    {{ surrogate_key(['node']) }} as node_label,
    {{ any_true('is_record') }} as is_record
from nodes
group by node
