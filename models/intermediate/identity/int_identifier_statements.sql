-- Grain: one statement of whose an identifier that assigns cost is, from first_day until the day before end_day (1900
-- and 9999 where it is open). No amounts. authority says whose word goes first, 1 before 2: a row of
-- seeds/business/identifier_assignments.csv, a link that a person made to the identifier (int_linked_identifiers), what
-- the records say; an account id, which joins records by itself, follows its records before links. Excluded: what
-- records of two customers claim (int_identifier_claims), and rows that name nobody.

with seed_assignments as (

    select * from {{ ref('stg_pricing__identifier_assignments') }}

),

identifier_customers as (

    select * from {{ ref('int_identifier_customers') }}

),

identifier_claims as (

    select * from {{ ref('int_identifier_claims') }}

),

linked_identifiers as (

    select * from {{ ref('int_linked_identifiers') }}

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

by_link as (

    select
        identifier_kind,
        identifier_value,
        customer_key,
        cast(null as date) as valid_from,
        cast(null as date) as valid_to,
        'linked_by_person' as rule_id
    from linked_identifiers

),

assigned as (

    select by_seed.*, 1 as authority from by_seed
    union all
    select by_link.*, case when identifier_kind = 'external_id' then 4 else 2 end as authority from by_link
    union all
    select claimed_by_records.*, 3 as authority from claimed_by_records

)

select distinct
    identifier_kind,
    identifier_value,
    customer_key,
    coalesce(valid_from, cast('1900-01-01' as date)) as first_day,
    coalesce(valid_to, cast('9999-12-31' as date)) as end_day,
    rule_id,
    cast(authority as {{ type_of('integer') }}) as authority
from assigned
