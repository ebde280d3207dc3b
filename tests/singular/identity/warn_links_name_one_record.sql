{{ config(severity='warn') }}
-- Names the links of seeds/business/customer_links.csv that name a customer id which several accounts of the vendor
-- have: such a link is left out. Write the account behind the kind: vendor:customer_id@account:id.

with links as (

    select left_identifier as identifier, {{ identity_node_of('left_identifier') }} as customer_name
    from {{ ref('stg_pricing__customer_links') }}
    {{ union_distinct() }}
    select right_identifier as identifier, {{ identity_node_of('right_identifier') }} as customer_name
    from {{ ref('stg_pricing__customer_links') }}

)

select
    links.identifier || ': ' || cast(record_names.records as {{ type_of('text') }})
    || ' accounts have this id; write vendor:customer_id@account:id' as problem
from links
left join {{ ref('int_customer_record_names') }} as record_names on links.customer_name = record_names.customer_name
where record_names.records > 1
