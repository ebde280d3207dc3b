-- Grain: one row per identifier node (of any kind) that a cluster or a record holds, with its customer. No amounts.
-- It answers "whose is vendor:kind:value?" for the seeds that name a customer by any identifier. What a cluster holds
-- is its customer's, whoever else carries it: a person linked it, or the links of the others were cut.

with customer_map as (

    select * from {{ ref('int_customer_map') }}

),

labels as (

    select * from {{ ref('int_identity_labels_8') }}

),

carried as (

    select * from {{ ref('int_carried_identifiers') }}

),

owners as (

    select * from {{ ref('int_identity_owners') }}

),

cluster_customers as (

    select distinct cluster_label, customer_key from customer_map

),

from_clusters as (

    select labels.node, cluster_customers.customer_key
    from labels
    left join cluster_customers on labels.label = cluster_customers.cluster_label
    where cluster_customers.customer_key is not null

),

from_records as (

    select carried.identifier_node as node, owners.customer_key
    from carried
    left join owners on carried.node = owners.node
    left join from_clusters on carried.identifier_node = from_clusters.node
    where from_clusters.node is null

),

-- as a seed writes a record: without its account
from_names as (

    select
        {{ identity_node("'customer_id'", 'vendor', 'customer_native_id') }} as node,
        customer_key
    from customer_map

),

every_node as (

    select * from from_clusters
    {{ union_distinct() }}
    select * from from_records
    {{ union_distinct() }}
    select * from from_names

)

-- An identifier that two customers claim (a shared mail domain, an id of two accounts) names nobody.
select
    node,
    min(customer_key) as customer_key
from every_node
where customer_key is not null
group by node
having count(distinct customer_key) = 1
