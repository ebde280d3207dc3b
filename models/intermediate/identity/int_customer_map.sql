-- Grain: one row per customer record (vendor, customer_native_id) with the customer it belongs to. No amounts.
-- The key of a customer is the key of the record that ranks first in its cluster.

with records as (

    select * from {{ ref('int_identity_records') }}

),

labels as (

    select * from {{ ref('int_identity_labels_6') }}

),

labelled as (

    select
        records.*,
        labels.label as cluster_label
    from records
    left join labels
        on labels.node = {{ identity_node("'customer_id'", 'records.vendor', 'records.customer_native_id') }}

),

ranked as (

    select
        labelled.*,
        row_number() over (
            partition by cluster_label
            order by
                layer_rank,
                case when created_at is null then 1 else 0 end,
                created_at,
                vendor,
                customer_native_id
        ) as record_rank
    from labelled

),

leaders as (

    select cluster_label, record_key as customer_key
    from ranked
    where record_rank = 1

)

select
    ranked.vendor,
    ranked.customer_native_id,
    leaders.customer_key,
    ranked.record_key,
    cast(ranked.record_rank as {{ type_of('integer') }}) as record_rank,
    ranked.cluster_label,
    ranked.display_name,
    ranked.parent_native_id,
    ranked.is_internal,
    ranked.created_at
from ranked
left join leaders on ranked.cluster_label = leaders.cluster_label
