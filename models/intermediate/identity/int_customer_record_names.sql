-- Grain: one name of customer records as seeds write it: vendor and customer id, without the account. records: how
-- many accounts have a record of that id; node is that record, null where there are several. No amounts.

with records as (

    select
        {{ identity_node("'customer_id'", 'vendor', 'customer_native_id') }} as customer_name,
        {{ identity_node("'customer_id'", 'vendor', 'customer_native_id', 'record_account') }} as node
    from {{ ref('int_identity_records') }}
    where not is_alias

)

select
    customer_name,
    case when count(*) = 1 then min(node) end as node,
    cast(count(*) as {{ type_count() }}) as records
from records
group by customer_name
