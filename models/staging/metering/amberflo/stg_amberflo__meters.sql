-- Grain: one row per raw row of `meters`; source_record_id is meterApiName, which events and invoices name. No amounts.
-- Meters that are not used in billing stay: their events are usage all the same.

with meters as (

    {{ raw_rows('amberflo', 'meters', {
        'meterApiName': 'text', 'label': 'text', 'meterType': 'text', '_loaded_at': 'timestamp',
    }) }}

),

mapped as (

    select
        'amberflo' as vendor,
        'meters' as source_table,
        '' as source_account,
        meter_api_name as source_record_id,
        label as meter_name,
        meter_api_name as event_name,
        lower(meter_type) as aggregation,
        'meterValue' as value_property,
        null as unit,
        meter_api_name as feature_ref,
        {{ safe_timestamp('loaded_at') }} as source_updated_at,
        {{ safe_timestamp('loaded_at') }} as loaded_at,
        null as exclusion_reason,
        null as row_issue
    from meters

)

select
    {{ contract_columns('meters') }}
from mapped
