-- Grain: one thing about who is who that a person may decide. No amounts.
-- proposal: two records of two customers share evidence and no rule that merges holds. conflict: they share evidence,
-- and something contradicts, or a link between them was cut to keep two companies apart. ambiguous: an identifier that
-- records of several customers carry at once, where it would assign cost or merge them (int_identity_ambiguous).
-- left_identifier and right_identifier are written as seeds/business/customer_links.csv wants them.

with owned as (

    select * from {{ ref('int_identity_owners') }}

),

pairs as (

    select * from {{ ref('int_identity_pairs') }}

),

edges as (

    select * from {{ ref('int_identity_edges') }}

),

customer_links as (

    select * from {{ ref('int_customer_link_nodes') }}

),

shared_by_several as (

    select * from {{ ref('int_identity_ambiguous') }}

),

-- a decision that two records are not one customer ends the question
refused as (

    select left_node, right_node from customer_links where action = 'never_link'
    {{ union_distinct() }}
    select right_node as left_node, left_node as right_node from customer_links where action = 'never_link'

),

-- whose an identifier is a person said with a link
linked as (

    select left_node as node from customer_links where action = 'link'
    {{ union_distinct() }}
    select right_node as node from customer_links where action = 'link'

),

undecided_pairs as (

    select
        case when pairs.contradiction is null and not pairs.is_link then 'proposal' else 'conflict' end as review_type,
        left_side.customer_key,
        right_side.customer_key as other_customer_key,
        left_side.identifier as left_identifier,
        right_side.identifier as right_identifier,
        pairs.rule_id,
        pairs.score,
        pairs.evidence,
        case when pairs.is_link then 'two paying companies or a never_link stand between' else pairs.contradiction end
            as contradiction
    from pairs
    left join owned as left_side on pairs.left_node = left_side.node
    left join owned as right_side on pairs.right_node = right_side.node
    left join refused on pairs.left_node = refused.left_node and pairs.right_node = refused.right_node
    where left_side.customer_key <> right_side.customer_key and refused.left_node is null

),

cut_identifiers as (

    select
        'conflict' as review_type,
        owned.customer_key,
        cast(null as {{ type_of('text') }}) as other_customer_key,
        owned.identifier as left_identifier,
        'generic:' || edges.right_node as right_identifier,
        edges.rule_id,
        edges.score,
        'carries ' || edges.right_node as evidence,
        'two paying companies or a never_link stand between' as contradiction
    from edges
    left join owned on edges.left_node = owned.node
    left join owned as other_records on edges.right_node = other_records.node
    left join linked on edges.right_node = linked.node
    where not edges.stands and other_records.node is null and linked.node is null

),

ambiguous as (

    select
        'ambiguous' as review_type,
        customer_key,
        other_customer_key,
        left_identifier,
        'generic:' || identifier_kind || ':' || identifier_value as right_identifier,
        'claimed_by_several' as rule_id,
        cast(0 as {{ type_rate() }}) as score,
        identifier_kind || ' ' || identifier_value as evidence,
        cast(customers as {{ type_of('text') }}) || ' customers carry it' as contradiction
    from shared_by_several

)

select * from undecided_pairs
union all
select * from cut_identifiers
union all
select * from ambiguous
