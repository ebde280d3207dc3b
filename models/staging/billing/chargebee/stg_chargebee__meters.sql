-- Grain: one row per raw row of `item`. No amounts. Only metered items are meters, all others are excluded; deleted
-- ones stay as long as lines name them.

with items as (

    {{ raw_rows('chargebee', 'item', {
        'id': 'text', 'name': 'text', 'metered': 'boolean', 'unit': 'text', 'usage_calculation': 'text',
        'metadata': 'json', 'updated_at': 'integer', 'resource_version': 'integer',
        '_airbyte_extracted_at': 'timestamp',
    }) }}

),

mapped as (

    select
        'chargebee' as vendor,
        'item' as source_table,
        '' as source_account,
        id as source_record_id,
        name as meter_name,
        id as event_name,
        case usage_calculation
            when 'sum_of_usages' then 'sum'
            when 'last_usage' then 'last'
            when 'max_usage' then 'max'
            else usage_calculation
        end as aggregation,
        null as value_property,
        unit,
        coalesce({{ json_text('metadata', ['feature']) }}, id) as feature_ref,
        {{ chargebee_changed_at() }} as source_updated_at,
        {{ safe_timestamp('airbyte_extracted_at') }} as loaded_at,
        case when not coalesce({{ safe_boolean('metered') }}, false) then 'not_metered' end as exclusion_reason,
        null as row_issue
    from items

)

select
    {{ contract_columns('meters') }}
from mapped
