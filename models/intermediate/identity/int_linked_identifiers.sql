-- Grain: one identifier to which cost follows (a key, a project, a namespace, a tag, an account id) that a row of
-- seeds/business/customer_links.csv links to a customer. The tag `customer:acme` or `tenant:acme` is the account acme,
-- as staging reads tags. No amounts. Excluded: an identifier that links tie to two customers.

with customer_links as (

    select * from {{ ref('stg_pricing__customer_links') }}
    where action = 'link'

),

identifier_customers as (

    select * from {{ ref('int_identifier_customers') }}

),

identity_kinds as (

    select * from {{ ref('stg_pricing__identity_kinds') }}

),

named as (

    {% for side in ['left_identifier', 'right_identifier'] %}
    select
        {{ identity_node_of(side) }} as node,
        {{ text_before(text_after(side, ':'), ':') }} as written_kind,
        {{ text_after(text_after(side, ':'), ':') }} as written_value
    from customer_links
    {{ union_distinct() if not loop.last }}
    {% endfor %}

),

as_called as (

    select
        node,
        case
            when written_kind = 'tag' and (written_value like 'customer:%' or written_value like 'tenant:%')
                then 'external_id'
            else written_kind
        end as identifier_kind,
        case
            when written_kind = 'tag' and (written_value like 'customer:%' or written_value like 'tenant:%')
                then {{ text_after('written_value', ':') }}
            else written_value
        end as identifier_value
    from named

)

select
    as_called.identifier_kind,
    as_called.identifier_value,
    min(identifier_customers.customer_key) as customer_key
from as_called
left join identity_kinds on as_called.identifier_kind = identity_kinds.identifier_kind
left join identifier_customers on as_called.node = identifier_customers.node
where identity_kinds.assigns_cost and identifier_customers.customer_key is not null
group by as_called.identifier_kind, as_called.identifier_value
having count(distinct identifier_customers.customer_key) = 1
