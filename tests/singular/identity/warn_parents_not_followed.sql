{{ config(severity='warn') }}
-- Names the customers whose stated parent is not followed: parents that go round in a circle, a chain of more than ten
-- steps, and a parent that no record of the vendor has. Such a customer is the top of its own group.

select parents.customer_key || ': ' || parents.parent_problem as problem
from {{ ref('int_customer_parents') }} as parents
where parents.parent_problem is not null
union all
select
    records.customer_key || ': its parent ' || records.parent_native_id || ' is no record of ' || records.vendor
        as problem
from {{ ref('int_customer_map') }} as records
left join {{ ref('int_customer_map') }} as parent_records
    on records.vendor = parent_records.vendor
    and records.source_account = parent_records.source_account
    and records.parent_native_id = parent_records.customer_native_id
where records.parent_native_id is not null and parent_records.customer_native_id is null
