-- Grain: one identity node with its unit (what the decisions of people join, never cut) and its cluster (what all links
-- would join). is_paying: a record with contracts or invoices that count (the authority for the revenue); domain and
-- tax_id are those of paying records. is_kept_apart: a `never_link` names the node and another one of the cluster in
-- another unit. No amounts.

with nodes as (

    select * from {{ ref('int_identity_nodes') }}

),

decided as (

    select * from {{ ref('int_identity_decided_4') }}

),

candidates as (

    select * from {{ ref('int_identity_candidates_6') }}

),

customer_links as (

    select * from {{ ref('int_customer_link_nodes') }}

),

records as (

    select * from {{ ref('int_identity_records') }}

),

subscriptions as (

    select * from {{ ref('int_subscriptions') }}

),

revenue_lines as (

    select * from {{ ref('int_revenue_lines') }}

),

authorities as (

    select distinct vendor, source_account from {{ ref('int_revenue_authority') }} where is_authority

),

evidence as (

    select * from {{ ref('int_identity_evidence') }}

),

contract_holders as (

    select vendor, source_account, customer_native_id from subscriptions
    {{ union_distinct() }}
    select vendor, source_account, customer_native_id from revenue_lines where net_amount > 0

),

paying_records as (

    select distinct
        {{ identity_node("'customer_id'", 'records.vendor', 'records.customer_native_id', 'records.record_account') }}
            as node
    from contract_holders
    left join authorities
        on contract_holders.vendor = authorities.vendor
        and contract_holders.source_account = authorities.source_account
    left join records
        on contract_holders.vendor = records.vendor
        and contract_holders.source_account = records.source_account
        and contract_holders.customer_native_id = records.customer_native_id
    where authorities.vendor is not null and records.vendor is not null

),

known_by as (

    select
        evidence.node,
        min(case when evidence.identifier_kind = 'domain' then evidence.identifier_value end) as domain,
        min(case when evidence.identifier_kind = 'tax_id' then evidence.identifier_value end) as tax_id
    from evidence
    left join paying_records on evidence.node = paying_records.node
    where paying_records.node is not null
    group by evidence.node

),

joined as (

    select
        nodes.node,
        nodes.is_record,
        decided.label as unit,
        candidates.label as cluster_label,
        paying_records.node is not null as is_paying,
        known_by.domain,
        known_by.tax_id
    from nodes
    left join decided on nodes.node = decided.node
    left join candidates on nodes.node = candidates.node
    left join paying_records on nodes.node = paying_records.node
    left join known_by on nodes.node = known_by.node

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
