-- Grain: one version of one product and the time in which it applied; a look-up for lines, rates and fees. No amounts.
-- The first version also stands for the time before it. product_type: USAGE, COMPOSITE, SUBSCRIPTION, FIXED or
-- PROSERVICE; the export's spelling is not documented, so both `USAGE` and `UsageProductListItem` are understood.

with versions as (

    {{ metronome_newest('contracts_product_list_item_versions', ['id'], {
        'id': 'text', 'product_list_item_id': 'text', 'type': 'text', 'version': 'number', 'name': 'text',
        'billable_metric_id': 'text', 'starting_at': 'timestamp', 'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

ordered as (

    select
        versions.*,
        {{ safe_timestamp('starting_at') }} as started_at,
        row_number() over (
            partition by product_list_item_id
            order by
                {{ safe_timestamp('starting_at') }} asc nulls first, {{ safe_number('version', 'count') }} asc, id asc
        ) as place,
        lead({{ safe_timestamp('starting_at') }}) over (
            partition by product_list_item_id
            order by
                {{ safe_timestamp('starting_at') }} asc nulls first, {{ safe_number('version', 'count') }} asc, id asc
        ) as next_started_at
    from versions

)

select
    product_list_item_id as product_id,
    replace(replace(upper(type), 'PRODUCTLISTITEM', ''), '_', '') as product_type,
    name as product_name,
    billable_metric_id as meter_native_id,
    case when place > 1 then started_at end as valid_from,
    next_started_at as valid_to
from ordered
