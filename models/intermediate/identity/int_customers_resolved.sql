-- Grain: one row per customer, one per special member, and one per retired key (a record that another record
-- of the same customer outranks), which names its successor in merged_into_key. No amounts. segment: the present one.
-- is_internal: a record of the customer says so, or its present segment is `internal` or `test` (own and test
-- accounts); such an account is no customer at any time.

with customer_map as (

    select * from {{ ref('int_customer_map') }}

),

customer_parents as (

    select * from {{ ref('int_customer_parents') }}

),

customer_segments as (

    select * from {{ ref('int_customer_segments_monthly') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- The name of a customer comes from its best ranked record that states one.
named as (

    select
        customer_key,
        display_name,
        row_number() over (partition by customer_key order by record_rank) as name_rank
    from customer_map
    where display_name is not null

),

present_segments as (

    select
        customer_segments.customer_key,
        customer_segments.segment
    from customer_segments
    cross join as_of
    where customer_segments.period_month = {{ month_start('as_of.as_of_date') }}

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
        customer_parents.parent_customer_key,
        coalesce(customer_parents.ultimate_parent_key, customers.customer_key) as ultimate_parent_key,
        coalesce(present_segments.segment, '(none)') as segment,
        customers.is_internal or coalesce(present_segments.segment in ('internal', 'test'), false) as is_internal,
        customers.created_at,
        cast(null as {{ type_of('text') }}) as merged_into_key
    from customers
    left join named on customers.customer_key = named.customer_key and named.name_rank = 1
    left join customer_parents on customers.customer_key = customer_parents.customer_key
    left join present_segments on customers.customer_key = present_segments.customer_key

),

retired as (

    select
        record_key as customer_key,
        coalesce(display_name, record_key) as customer_name,
        cast(null as {{ type_of('text') }}) as parent_customer_key,
        cast(null as {{ type_of('text') }}) as ultimate_parent_key,
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
    member_key as ultimate_parent_key,
    '(none)' as segment,
    member_key = '(internal)' as is_internal,
    cast(null as {{ type_of('timestamp') }}) as created_at,
    cast(null as {{ type_of('text') }}) as merged_into_key
from special_members
