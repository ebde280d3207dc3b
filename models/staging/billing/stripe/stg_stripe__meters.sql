-- Grain: one row per raw row of `billing_meter`. No amounts. Meters of the test mode carry an exclusion_reason.

with meters as (

    {{ raw_rows('stripe', 'billing_meter', {
        'id': 'text', 'event_name': 'text', 'display_name': 'text', 'default_aggregation_formula': 'text',
        'value_settings_event_payload_key': 'text', 'livemode': 'boolean', '_fivetran_synced': 'timestamp',
    }) }}

),

mapped as (

    select
        'stripe' as vendor,
        'billing_meter' as source_table,
        '' as source_account,
        id as source_record_id,
        display_name as meter_name,
        event_name,
        default_aggregation_formula as aggregation,
        coalesce(value_settings_event_payload_key, 'value') as value_property,
        null as unit,
        event_name as feature_ref,
        {{ safe_timestamp('fivetran_synced') }} as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        case when not {{ safe_boolean('livemode') }} then 'test_mode' end as exclusion_reason,
        null as row_issue
    from meters

)

select
    {{ contract_columns('meters') }}
from mapped
