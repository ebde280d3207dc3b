-- Grain: one link between two identity nodes and the rule that makes it. No amounts.
-- A node is a customer record (`customer_id:<vendor>:<id>`, `customer_id@<account>:<vendor>:<id>`) or an identifier.
-- Links: a record and a shared identifier that merges records, two records by a deterministic rule, and the decisions
-- of seeds/business/customer_links.csv. is_decided: a person made it, or a record carries the identifier that a person
-- linked (a domain, an account id) or that a linked record carries; such a link is never cut. A link to a hub, or to
-- what two paying companies carry, decides for nobody but the record that it names, and one to what only assigns cost
-- (a key, a project) gives that cost and joins no other record. Excluded: links that `never_link` forbids by name.

with carried as (

    select distinct node, identifier_node, merges_records, assigns_cost, is_hub, is_contested
    from {{ ref('int_carried_identifiers') }}

),

identity_rules as (

    select * from {{ ref('stg_pricing__identity_rules') }}

),

customer_links as (

    select * from {{ ref('int_customer_link_nodes') }}

),

pairs as (

    select * from {{ ref('int_identity_pairs') }}

),

named_in_links as (

    select left_node as node from customer_links where action = 'link'
    {{ union_distinct() }}
    select right_node as node from customer_links where action = 'link'

),

-- what a linked record carries is linked with it
carried_by_linked as (

    select distinct carried.identifier_node as node
    from carried
    left join named_in_links on carried.node = named_in_links.node
    where carried.merges_records and named_in_links.node is not null

),

decided_nodes as (

    select node from named_in_links
    {{ union_distinct() }}
    select node from carried_by_linked

),

shared_identifiers as (

    select
        carried.node as left_node,
        carried.identifier_node as right_node,
        'shared_identifier' as rule_id,
        decided_nodes.node is not null and not carried.is_contested as is_decided
    from carried
    left join decided_nodes on carried.identifier_node = decided_nodes.node
    where carried.merges_records and not carried.is_hub
        or decided_nodes.node is not null
        and not carried.is_contested
        and not carried.merges_records
        and not carried.assigns_cost

),

every_link as (

    select left_node, right_node, rule_id, is_decided from shared_identifiers
    {{ union_distinct() }}
    select left_node, right_node, rule_id, false as is_decided
    from pairs
    where is_link
    {{ union_distinct() }}
    select left_node, right_node, 'explicit_link' as rule_id, true as is_decided
    from customer_links
    where action = 'link'

),

forbidden as (

    select left_node, right_node from customer_links where action = 'never_link'
    {{ union_distinct() }}
    select right_node as left_node, left_node as right_node from customer_links where action = 'never_link'

)

select
    every_link.left_node,
    every_link.right_node,
    every_link.rule_id,
    cast(coalesce(identity_rules.score, 0) as {{ type_rate() }}) as score,
    every_link.is_decided
from every_link
left join identity_rules on every_link.rule_id = identity_rules.rule_id
left join forbidden
    on every_link.left_node = forbidden.left_node
    and every_link.right_node = forbidden.right_node
where forbidden.left_node is null
    and every_link.left_node is not null
    and every_link.right_node is not null
    and (coalesce(identity_rules.is_deterministic, true) or every_link.rule_id not in ('shared_identifier'))
