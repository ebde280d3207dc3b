-- Grain: one period in which one identifier (kind, value) belongs to one customer. No amounts.
-- Half-open dates, null = open. A row of seeds/business/identifier_assignments.csv is dated and goes before
-- what the records say; an identifier that records of two customers claim is left out (never guessed).

with seed_assignments as (

    select * from {{ ref('stg_pricing__identifier_assignments') }}

),

identifier_customers as (

    select * from {{ ref('int_identifier_customers') }}

),

identity_kinds as (

    select * from {{ ref('stg_pricing__identity_kinds') }}

),

customer_identifiers as (

    select * from {{ ref('int_customer_identifiers') }}

),

customer_map as (

    select * from {{ ref('int_customer_map') }}

),

by_seed as (

    select
        seed_assignments.identifier_kind,
        seed_assignments.identifier_value,
        identifier_customers.customer_key,
        seed_assignments.valid_from,
        seed_assignments.valid_to,
        'assigned_by_seed' as rule_id
    from seed_assignments
    left join identifier_customers
        on identifier_customers.node = {{ identity_node_of('seed_assignments.customer') }}
    where identifier_customers.customer_key is not null

),

claimed_by_records as (

    select
        customer_identifiers.identifier_kind,
        customer_identifiers.identifier_value,
        min(customer_map.customer_key) as customer_key,
        cast(null as {{ type_of('date') }}) as valid_from,
        cast(null as {{ type_of('date') }}) as valid_to,
        'named_by_record' as rule_id
    from customer_identifiers
    left join identity_kinds on customer_identifiers.identifier_kind = identity_kinds.identifier_kind
    left join customer_map
        on customer_identifiers.vendor = customer_map.vendor
        and customer_identifiers.source_account = customer_map.source_account
        and customer_identifiers.customer_native_id = customer_map.customer_native_id
    where identity_kinds.assigns_cost and customer_map.customer_key is not null
    group by customer_identifiers.identifier_kind, customer_identifiers.identifier_value
    having count(distinct customer_map.customer_key) = 1

),

seeded_identifiers as (

    select distinct identifier_kind, identifier_value from by_seed

),

not_seeded as (

    select claimed_by_records.*
    from claimed_by_records
    left join seeded_identifiers
        on claimed_by_records.identifier_kind = seeded_identifiers.identifier_kind
        and claimed_by_records.identifier_value = seeded_identifiers.identifier_value
    where seeded_identifiers.identifier_kind is null

)

select * from by_seed
union all
select * from not_seeded
