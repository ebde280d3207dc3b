-- Grain: one identifier that assigns cost and is carried by records of several customers at the same time, so that it
-- names none of them. No amounts. An identifier that changed hands on a day is not one.

with customer_identifiers as (

    select * from {{ ref('int_customer_identifiers') }}

),

identity_kinds as (

    select * from {{ ref('stg_pricing__identity_kinds') }}

),

names as (

    select * from {{ ref('int_identity_records') }}

),

owned as (

    select * from {{ ref('int_identity_owners') }}

),

carried as (

    select
        customer_identifiers.identifier_kind,
        customer_identifiers.identifier_value,
        owned.identifier,
        owned.customer_key,
        coalesce(customer_identifiers.valid_from, cast('1900-01-01' as {{ type_of('timestamp') }})) as valid_from,
        coalesce(customer_identifiers.valid_to, cast('9999-12-31' as {{ type_of('timestamp') }})) as valid_to
    from customer_identifiers
    left join identity_kinds on customer_identifiers.identifier_kind = identity_kinds.identifier_kind
    left join names
        on customer_identifiers.vendor = names.vendor
        and customer_identifiers.source_account = names.source_account
        and customer_identifiers.customer_native_id = names.customer_native_id
    left join owned
        on owned.node = {{ identity_node(
            "'customer_id'", 'names.vendor', 'names.customer_native_id', 'names.record_account'
        ) }}
    where identity_kinds.assigns_cost and owned.customer_key is not null

)

-- many to many by intent: every two carriers
select
    one.identifier_kind,
    one.identifier_value,
    min(one.customer_key) as customer_key,
    max(one.customer_key) as other_customer_key,
    cast(count(distinct one.customer_key) as {{ type_count() }}) as customers,
    min(one.identifier) as left_identifier
from carried as one
left join carried as other
    on one.identifier_kind = other.identifier_kind and one.identifier_value = other.identifier_value
where one.customer_key <> other.customer_key
    and one.valid_from < other.valid_to
    and other.valid_from < one.valid_to
group by one.identifier_kind, one.identifier_value
