-- Grain: one customer record as an identity node, with the customer it belongs to and its name as a seed writes it
-- (vendor:customer_id:id, with @account where the vendor has accounts). No amounts. Excluded: second names of a record.

with records as (

    select * from {{ ref('int_identity_records') }}

),

customer_map as (

    select distinct record_key, customer_key from {{ ref('int_customer_map') }}

)

select
    {{ identity_node("'customer_id'", 'records.vendor', 'records.customer_native_id', 'records.record_account') }}
        as node,
    records.vendor || ':customer_id'
    || case when records.record_account <> '' then '@' || records.record_account else '' end
    || ':' || records.customer_native_id as identifier,
    customer_map.customer_key,
    records.display_name
from records
left join customer_map on records.record_key = customer_map.record_key
where not records.is_alias
