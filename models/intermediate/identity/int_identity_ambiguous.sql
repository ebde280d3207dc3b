-- Grain: one identifier that assigns cost or merges records and is carried by records of several customers at the same
-- time, so that it names none of them; among them the hubs, which merge nobody. No amounts. Left out: one that changed
-- hands on a day, one whose dates name one customer on every day (int_identifier_claims), one that a person linked.

with identifiers as (

    select *
    from {{ ref('int_carried_identifiers') }}
    where assigns_cost or merges_records

),

owned as (

    select * from {{ ref('int_identity_owners') }}

),

contested as (

    select distinct identifier_kind, identifier_value
    from {{ ref('int_identifier_claims') }}
    where claimants > 1

),

linked_identifiers as (

    select * from {{ ref('int_linked_identifiers') }}

),

carried as (

    select
        identifiers.identifier_kind,
        identifiers.identifier_value,
        owned.identifier,
        owned.customer_key,
        coalesce(identifiers.valid_from, cast('1900-01-01' as {{ type_of('timestamp') }})) as valid_from,
        coalesce(identifiers.valid_to, cast('9999-12-31' as {{ type_of('timestamp') }})) as valid_to
    from identifiers
    left join owned on identifiers.node = owned.node
    left join contested
        on identifiers.identifier_kind = contested.identifier_kind
        and identifiers.identifier_value = contested.identifier_value
    left join linked_identifiers
        on identifiers.identifier_kind = linked_identifiers.identifier_kind
        and identifiers.identifier_value = linked_identifiers.identifier_value
    where owned.customer_key is not null
        and (contested.identifier_kind is not null or not identifiers.assigns_cost)
        and linked_identifiers.identifier_kind is null

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
