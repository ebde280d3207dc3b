-- Grain: one undirected link between two identity nodes, with the rule that made it. No amounts.
-- A node is a customer record (`customer_id:<vendor>:<id>`, `customer_id@<account>:<vendor>:<id>`) or an identifier
-- whose kind is shared by all vendors (`external_id:<value>`). Only rules marked deterministic make a link; an explicit
-- `never_link` removes the link between the two nodes that it names.

with records as (

    select * from {{ ref('int_identity_records') }}

),

customer_identifiers as (

    select * from {{ ref('int_customer_identifiers') }}

),

identity_kinds as (

    select * from {{ ref('stg_pricing__identity_kinds') }}

),

customer_links as (

    select * from {{ ref('int_customer_link_nodes') }}

),

shared_identifiers as (

    select
        {{ identity_node(
            "'customer_id'", 'customer_identifiers.vendor', 'customer_identifiers.customer_native_id',
            'coalesce(records.record_account, customer_identifiers.source_account)'
        ) }} as left_node,
        {{ identity_node(
            'customer_identifiers.identifier_kind', 'customer_identifiers.vendor',
            'customer_identifiers.identifier_value'
        ) }} as right_node,
        'shared_identifier' as rule_id
    from customer_identifiers
    left join identity_kinds on customer_identifiers.identifier_kind = identity_kinds.identifier_kind
    left join records
        on customer_identifiers.vendor = records.vendor
        and customer_identifiers.source_account = records.source_account
        and customer_identifiers.customer_native_id = records.customer_native_id
    where identity_kinds.merges_records

),

explicit_links as (

    select left_node, right_node, 'explicit_link' as rule_id
    from customer_links
    where action = 'link'

),

forbidden as (

    select left_node, right_node from customer_links where action = 'never_link'
    {{ union_distinct() }}
    select right_node as left_node, left_node as right_node from customer_links where action = 'never_link'

),

-- A record links to itself, so that a record without any identifier still is a node.
self_links as (

    select
        {{ identity_node("'customer_id'", 'vendor', 'customer_native_id', 'record_account') }} as left_node,
        {{ identity_node("'customer_id'", 'vendor', 'customer_native_id', 'record_account') }} as right_node,
        'itself' as rule_id
    from records
    where not is_alias

),

every_link as (

    select * from shared_identifiers
    {{ union_distinct() }}
    select * from explicit_links
    {{ union_distinct() }}
    select * from self_links

)

select
    every_link.left_node,
    every_link.right_node,
    every_link.rule_id
from every_link
left join forbidden
    on every_link.left_node = forbidden.left_node
    and every_link.right_node = forbidden.right_node
where forbidden.left_node is null
    and every_link.left_node is not null
    and every_link.right_node is not null
