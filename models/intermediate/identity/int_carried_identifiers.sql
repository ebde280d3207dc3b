-- Grain: one identifier that one customer record carries in one period, both as identity nodes. No amounts.
-- is_hub: more records of one account of a tool carry it than its kind allows (seeds/reference/identity_kinds.csv): a
-- placeholder that ties nobody together. Counted by account, so that a customer with a record in every tool is none.
-- is_contested: paying records of two domains or tax ids carry it. Excluded: what a `never_link` says that the record
-- does not have, also where it names the tool as `generic`, as rpt_identity_review writes identifiers.

with records as (

    select
        vendor,
        source_account,
        customer_native_id,
        record_account,
        {{ identity_node("'customer_id'", 'vendor', 'customer_native_id', 'record_account') }} as node
    from {{ ref('int_identity_records') }}

),

customer_identifiers as (

    select
        *,
        {{ reference_text('identifier_value') }} as reference_value
    from {{ ref('int_customer_identifiers') }}

),

identity_kinds as (

    select * from {{ ref('stg_pricing__identity_kinds') }}

),

customer_links as (

    select * from {{ ref('int_customer_link_nodes') }}

),

paying_records as (

    select * from {{ ref('int_identity_paying_records') }}

),

refused as (

    select left_node as node, right_node as identifier_node from customer_links where action = 'never_link'
    {{ union_distinct() }}
    select right_node as node, left_node as identifier_node from customer_links where action = 'never_link'

),

carried as (

    select distinct
        records.node,
        records.vendor,
        records.record_account,
        {{ identity_node('identifier_kind', 'records.vendor', 'reference_value') }} as identifier_node,
        {{ identity_node('identifier_kind', "'generic'", 'reference_value') }} as generic_node,
        customer_identifiers.identifier_kind,
        customer_identifiers.identifier_value,
        customer_identifiers.valid_from,
        customer_identifiers.valid_to
    from customer_identifiers
    left join records
        on customer_identifiers.vendor = records.vendor
        and customer_identifiers.source_account = records.source_account
        and customer_identifiers.customer_native_id = records.customer_native_id
    where records.node is not null

),

-- what is said of a record, less what a person says that it does not have
kept as (

    select
        carried.*,
        coalesce(identity_kinds.merges_records, false) as merges_records,
        coalesce(identity_kinds.assigns_cost, false) as assigns_cost,
        identity_kinds.most_records
    from carried
    left join identity_kinds on carried.identifier_kind = identity_kinds.identifier_kind
    left join refused on carried.node = refused.node and carried.identifier_node = refused.identifier_node
    left join refused as refused_anywhere
        on carried.node = refused_anywhere.node and carried.generic_node = refused_anywhere.identifier_node
    where refused.node is null and refused_anywhere.node is null

),

hubs as (

    select identifier_node, vendor, record_account
    from kept
    group by identifier_node, vendor, record_account
    having count(distinct node) > max(most_records)

),

hub_nodes as (

    select distinct identifier_node from hubs

),

contested as (

    select kept.identifier_node
    from kept
    left join paying_records on kept.node = paying_records.node
    group by kept.identifier_node
    having count(distinct paying_records.mail_domain) > 1 or count(distinct paying_records.tax_id) > 1

)

select
    kept.node,
    kept.identifier_node,
    kept.identifier_kind,
    kept.identifier_value,
    kept.valid_from,
    kept.valid_to,
    kept.merges_records,
    kept.assigns_cost,
    hub_nodes.identifier_node is not null as is_hub,
    contested.identifier_node is not null as is_contested
from kept
left join hub_nodes on kept.identifier_node = hub_nodes.identifier_node
left join contested on kept.identifier_node = contested.identifier_node
