-- Grain: one explicit link of seeds/business/customer_links.csv, its two identifiers read as identity nodes.
-- An identifier is written vendor:kind:value; the value may itself contain colons. A customer id without an account
-- names the record of the one account that has it; where several accounts have it, it names none and the link is
-- left out (warn_links_name_one_record says so). No amounts.

with customer_links as (

    select * from {{ ref('stg_pricing__customer_links') }}

),

named_links as (

    select
        action,
        {{ identity_node_of('left_identifier') }} as left_name,
        {{ identity_node_of('right_identifier') }} as right_name,
        reason,
        author
    from customer_links

),

record_names as (

    select * from {{ ref('int_customer_record_names') }}

)

select
    named_links.action,
    coalesce(left_names.node, named_links.left_name) as left_node,
    coalesce(right_names.node, named_links.right_name) as right_node,
    named_links.reason,
    named_links.author
from named_links
left join record_names as left_names on named_links.left_name = left_names.customer_name
left join record_names as right_names on named_links.right_name = right_names.customer_name
where coalesce(left_names.records, 1) = 1 and coalesce(right_names.records, 1) = 1
