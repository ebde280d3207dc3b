-- Grain: one explicit link of seeds/business/customer_links.csv, its two identifiers read as identity nodes.
-- An identifier is written vendor:kind:value; the value may itself contain colons. No amounts.

with customer_links as (

    select * from {{ ref('stg_pricing__customer_links') }}

)

select
    action,
    {{ identity_node_of('left_identifier') }} as left_node,
    {{ identity_node_of('right_identifier') }} as right_node,
    reason,
    author
from customer_links
