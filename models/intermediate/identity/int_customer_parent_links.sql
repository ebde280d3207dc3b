-- Grain: customer that one of its records puts under another customer, with the parent that its best ranked record
-- states. Parent and child are records of one vendor and account; each customer may be led by a record of another
-- vendor. A record that names its own customer as parent says nothing. No amounts.

with customer_map as (

    select * from {{ ref('int_customer_map') }}

),

stated as (

    select
        customer_map.customer_key,
        parent_records.customer_key as parent_customer_key,
        row_number() over (
            partition by customer_map.customer_key
            order by
                case when customer_map.record_rank is null then 1 else 0 end,
                customer_map.record_rank, parent_records.customer_key
        ) as parent_rank
    from customer_map
    left join customer_map as parent_records
        on customer_map.vendor = parent_records.vendor
        and customer_map.source_account = parent_records.source_account
        and customer_map.parent_native_id = parent_records.customer_native_id
    where parent_records.customer_key <> customer_map.customer_key

)

select
    customer_key,
    parent_customer_key
from stated
where parent_rank = 1
