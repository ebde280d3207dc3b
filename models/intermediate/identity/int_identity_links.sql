-- Grain: one link between two identity nodes and the rule that makes it. No amounts.
-- A node is a customer record (`customer_id:<vendor>:<id>`, `customer_id@<account>:<vendor>:<id>`) or an identifier.
-- Links: a record and a shared identifier that merges records, two records by a deterministic rule, and the decisions
-- of seeds/business/customer_links.csv. is_decided: a person made it, or a record carries the identifier that a person
-- linked (a domain, a key) or that a linked record carries; such a link is never cut. Excluded: links that
-- `never_link` forbids by name.

with records as (

    select * from {{ ref('int_identity_records') }}

),

customer_identifiers as (

    select * from {{ ref('int_customer_identifiers') }}

),

identity_kinds as (

    select * from {{ ref('stg_pricing__identity_kinds') }}

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

paying_records as (

    select * from {{ ref('int_identity_paying_records') }}

),

named_in_links as (

    select left_node as node from customer_links where action = 'link'
    {{ union_distinct() }}
    select right_node as node from customer_links where action = 'link'

),

carried as (

    select
        {{ identity_node("'customer_id'", 'records.vendor', 'records.customer_native_id', 'records.record_account') }}
            as left_node,
        {{ identity_node(
            'customer_identifiers.identifier_kind', 'customer_identifiers.vendor',
            reference_text('customer_identifiers.identifier_value')
        ) }} as right_node,
        coalesce(identity_kinds.merges_records, false) as merges_records
    from customer_identifiers
    left join identity_kinds on customer_identifiers.identifier_kind = identity_kinds.identifier_kind
    left join records
        on customer_identifiers.vendor = records.vendor
        and customer_identifiers.source_account = records.source_account
        and customer_identifiers.customer_native_id = records.customer_native_id

),

-- what a linked record carries is linked with it, unless two paying companies carry it
carried_by_linked as (

    select carried.right_node as node
    from carried
    left join named_in_links on carried.left_node = named_in_links.node
    left join paying_records on carried.left_node = paying_records.node
    where carried.merges_records
    group by carried.right_node
    having count(named_in_links.node) > 0
        and count(distinct paying_records.mail_domain) <= 1
        and count(distinct paying_records.tax_id) <= 1

),

decided_nodes as (

    select node from named_in_links
    {{ union_distinct() }}
    select node from carried_by_linked

),

every_link as (

    select
        carried.left_node,
        carried.right_node,
        'shared_identifier' as rule_id,
        decided_nodes.node is not null as is_decided
    from carried
    left join decided_nodes on carried.right_node = decided_nodes.node
    where carried.merges_records or decided_nodes.node is not null
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
