-- Grain: one value of one kind of evidence that a customer record carries: what its identifiers say, its mail domain,
-- tax id and name; ids are compared in small letters and without marks between. most_holders: the largest number of
-- records that one vendor has with this value; is_confirmed: records of two vendors carry it. No amounts.
-- Excluded: mail domains of providers (seeds/reference/shared_domains.csv) and the fillers that stand for nothing. A
-- value that more records of one vendor carry than its kind allows is a hub (is_hub) and ties nobody together; kinds
-- without a limit that merge nothing (keys, projects) are no evidence.

with records as (

    select
        vendor,
        source_account,
        customer_native_id,
        {{ identity_node("'customer_id'", 'vendor', 'customer_native_id', 'record_account') }} as node
    from {{ ref('int_identity_records') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

customer_identifiers as (

    select * from {{ ref('int_customer_identifiers') }}

),

names as (

    select * from {{ ref('int_identity_names') }}

),

identity_kinds as (

    select * from {{ ref('stg_pricing__identity_kinds') }}

),

shared_domains as (

    select * from {{ ref('stg_pricing__shared_domains') }}

),

stated as (

    select vendor, source_account, customer_native_id, identifier_kind, identifier_value
    from customer_identifiers
    {% for kind, column in [('domain', 'email_domain'), ('tax_id', 'tax_id'), ('email', 'email')] %}
    union all
    select vendor, source_account, source_record_id as customer_native_id, '{{ kind }}' as identifier_kind,
        {{ column }} as identifier_value
    from customers
    {% endfor %}

),

of_records as (

    select
        records.vendor,
        records.node,
        stated.identifier_kind,
        case
            when stated.identifier_kind in ('domain', 'email') then lower({{ reference_text('identifier_value') }})
            when stated.identifier_kind in ('external_id', 'tax_id')
                then lower(replace(replace(replace(replace(
                    {{ reference_text('identifier_value') }}, ' ', ''
                ), '.', ''), '-', ''), '_', ''))
            else {{ reference_text('identifier_value') }}
        end as identifier_value
    from stated
    left join records
        on stated.vendor = records.vendor
        and stated.source_account = records.source_account
        and stated.customer_native_id = records.customer_native_id
    union all
    select records.vendor, records.node, 'company_name' as identifier_kind, names.core_name as identifier_value
    from names
    left join records on names.node = records.node

),

-- a record says a thing once, however often it is told
told_once as (

    select distinct of_records.vendor, of_records.node, of_records.identifier_kind, of_records.identifier_value
    from of_records
    left join shared_domains
        on of_records.identifier_kind = 'domain' and of_records.identifier_value = shared_domains.domain
    where of_records.node is not null
        and of_records.identifier_value is not null
        and shared_domains.domain is null

),

holders as (

    select identifier_kind, identifier_value, vendor, count(*) as holders
    from told_once
    group by identifier_kind, identifier_value, vendor

),

most as (

    select
        identifier_kind,
        identifier_value,
        max(holders) as most_holders,
        count(*) as vendors
    from holders
    group by identifier_kind, identifier_value

)

select
    told_once.node,
    {{ surrogate_key(['told_once.node']) }} as node_label,
    told_once.vendor,
    told_once.identifier_kind,
    told_once.identifier_value,
    cast(most.most_holders as {{ type_count() }}) as most_holders,
    most.vendors > 1 as is_confirmed,
    coalesce(most.most_holders > identity_kinds.most_records, false) as is_hub
from told_once
left join most
    on told_once.identifier_kind = most.identifier_kind and told_once.identifier_value = most.identifier_value
left join identity_kinds on told_once.identifier_kind = identity_kinds.identifier_kind
where identity_kinds.merges_records or identity_kinds.most_records is not null
