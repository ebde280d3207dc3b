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

stated as (

    select
        seed_assignments.identifier_kind,
        seed_assignments.identifier_value,
        identifier_customers.customer_key,
        seed_assignments.valid_from,
        seed_assignments.valid_to,
        'assigned_by_seed' as rule_id,
        1 as authority
    from seed_assignments
    left join identifier_customers
        on identifier_customers.node = {{ identity_node_of('seed_assignments.customer') }}
    union all
    select
        identifier_kind, identifier_value, customer_key, cast(null as date), cast(null as date), 'linked_by_person',
        case when identifier_kind = 'external_id' then 4 else 2 end
    from linked_identifiers
    union all
    select identifier_kind, identifier_value, customer_key, valid_from, valid_to, 'named_by_record', 3
    from identifier_claims

)

select distinct
    identifier_kind, identifier_value, customer_key, rule_id,
    cast(authority as {{ type_of('integer') }}) as authority,
    coalesce(valid_from, cast('1900-01-01' as date)) as first_day,
    coalesce(valid_to, cast('9999-12-31' as date)) as end_day
from stated
where customer_key is not null
