-- Grain: one name of a customer record (vendor, source_account, customer_native_id) with the customer it belongs to.
-- The key of a customer is the key of the record that ranks first in its cluster; a second name of a record has no
-- rank of its own. No amounts.

with records as (

    select * from {{ ref('int_identity_records') }}

),

labels as (

    select * from {{ ref('int_identity_labels_8') }}

),

labelled as (

    select
        records.*,
        labels.label as cluster_label
    from records
    left join labels
        on labels.node = {{ identity_node(
            "'customer_id'", 'records.vendor', 'records.customer_native_id', 'records.record_account'
        ) }}

),

ranked as (

    select
        labelled.*,
        row_number() over (
            partition by cluster_label
            order by
                case when is_alias then 1 else 0 end,
                layer_rank,
                case when created_at is null then 1 else 0 end,
                created_at,
                vendor,
                customer_native_id,
                source_account
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
    ranked.source_account,
    ranked.customer_native_id,
    leaders.customer_key,
    ranked.record_key,
    cast(case when not ranked.is_alias then ranked.record_rank end as {{ type_of('integer') }}) as record_rank,
    ranked.cluster_label,
    ranked.display_name,
    ranked.parent_native_id,
    ranked.is_internal,
    ranked.created_at
from ranked
left join leaders on ranked.cluster_label = leaders.cluster_label
