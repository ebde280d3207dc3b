-- Grain: one period in which one identifier (kind, value) belongs to one customer. No amounts.
-- Half-open dates, null = open. A row of seeds/business/identifier_assignments.csv is dated and goes before
-- what the records say; an identifier that records of two customers claim on a day names neither
-- (int_identifier_claims).

with seed_assignments as (

    select * from {{ ref('stg_pricing__identifier_assignments') }}

),

identifier_customers as (

    select * from {{ ref('int_identifier_customers') }}

),

identifier_claims as (

    select * from {{ ref('int_identifier_claims') }}

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

    select identifier_kind, identifier_value, customer_key, valid_from, valid_to, 'named_by_record' as rule_id
    from identifier_claims
    where customer_key is not null

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
