-- Grain: one row per customer, one per special member, and one per retired key (a record that another record
-- of the same customer outranks), which names its successor in merged_into_key. No amounts.

with customer_map as (

    select * from {{ ref('int_customer_map') }}

),

identifier_customers as (

    select * from {{ ref('int_identifier_customers') }}

),

customer_segments as (

    select * from {{ ref('stg_pricing__customer_segments') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- The name, parent and age of a customer come from its best ranked record that states them.
named as (

    select
        customer_key,
        display_name,
        row_number() over (partition by customer_key order by record_rank) as name_rank
    from customer_map
    where display_name is not null

),

parents as (

    select
        customer_map.customer_key,
        parent_records.customer_key as parent_customer_key,
        row_number() over (partition by customer_map.customer_key order by customer_map.record_rank) as parent_rank
    from customer_map
    left join customer_map as parent_records
        on customer_map.vendor = parent_records.vendor
        and customer_map.source_account = parent_records.source_account
        and customer_map.parent_native_id = parent_records.customer_native_id
    where parent_records.customer_key is not null

),

segments as (

    select
        identifier_customers.customer_key,
        customer_segments.segment,
        row_number() over (
            partition by identifier_customers.customer_key
            order by customer_segments.valid_from desc, customer_segments.segment
        ) as segment_rank
    from customer_segments
    left join identifier_customers
        on identifier_customers.node = {{ identity_node_of('customer_segments.customer') }}
    cross join as_of
    where identifier_customers.customer_key is not null
        and coalesce(customer_segments.valid_from, as_of.as_of_date) <= as_of.as_of_date
        and (customer_segments.valid_to is null or customer_segments.valid_to > as_of.as_of_date)

),

customers as (

    select
        customer_key,
        {{ any_true('is_internal') }} as is_internal,
        min(created_at) as created_at
    from customer_map
    group by customer_key

),

described as (

    select
        customers.customer_key,
        coalesce(named.display_name, customers.customer_key) as customer_name,
        parents.parent_customer_key,
        coalesce(segments.segment, '(none)') as segment,
        customers.is_internal,
        customers.created_at,
        cast(null as {{ type_of('text') }}) as merged_into_key
    from customers
    left join named on customers.customer_key = named.customer_key and named.name_rank = 1
    left join parents on customers.customer_key = parents.customer_key and parents.parent_rank = 1
    left join segments on customers.customer_key = segments.customer_key and segments.segment_rank = 1

),

retired as (

    select
        record_key as customer_key,
        coalesce(display_name, record_key) as customer_name,
        cast(null as {{ type_of('text') }}) as parent_customer_key,
        '(none)' as segment,
        is_internal,
        created_at,
        customer_key as merged_into_key
    from customer_map
    where record_rank > 1

),

special_members as (

    {{ special_member_rows() }}

)

select * from described
union all
select * from retired
union all
select
    member_key as customer_key,
    member_name as customer_name,
    cast(null as {{ type_of('text') }}) as parent_customer_key,
    '(none)' as segment,
    member_key = '(internal)' as is_internal,
    cast(null as {{ type_of('timestamp') }}) as created_at,
    cast(null as {{ type_of('text') }}) as merged_into_key
from special_members
