{{ config(severity='warn') }}
-- Names the rows of seeds/business/customer_segments.csv that give one customer two segments on the same days, by the
-- same identifier or by two: the row that began later holds. End the earlier one with a valid_to.

with segments as (

    select
        identifier_customers.customer_key,
        customer_segments.customer,
        customer_segments.segment,
        coalesce(customer_segments.valid_from, cast('1900-01-01' as date)) as valid_from,
        coalesce(customer_segments.valid_to, cast('9999-12-31' as date)) as valid_to
    from {{ ref('stg_pricing__customer_segments') }} as customer_segments
    left join {{ ref('int_identifier_customers') }} as identifier_customers
        on identifier_customers.node = {{ identity_node_of('customer_segments.customer') }}
    where identifier_customers.customer_key is not null

)

select
    earlier.customer || ': ' || earlier.segment || ' still holds when ' || later.segment || ' begins on '
    || cast(later.valid_from as {{ type_of('text') }}) as problem
from segments as earlier
inner join segments as later on earlier.customer_key = later.customer_key
where later.valid_from < earlier.valid_to
    and earlier.valid_from < later.valid_to
    and (
        earlier.valid_from < later.valid_from
        or (
            earlier.valid_from = later.valid_from
            and earlier.segment || earlier.customer < later.segment || later.customer
        )
    )
