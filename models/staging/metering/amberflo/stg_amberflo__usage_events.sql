-- Grain: one row per raw row of `meter_events`. quantity: the metered value. uniqueId is no key: several meters of one
-- request share it, so the key is id, meter, customer, time and dimensions. Two values under one key contradict each
-- other and wait (variable amberflo_dedupe_mode `quarantine`); `full_record` counts both as two events, as the vendor
-- does by default; `latest` counts the one that was loaded last. Without a uniqueId the value is part of the key.
{% set mode = amberflo_dedupe_mode() %}
{% set dimension = var('amberflo_customer_dimension', 'customer_id') %}
{% set key = ['unique_id', 'meter_api_name', 'customer_id', 'meter_time_in_millis', 'dimensions'] %}

with events as (

    {{ raw_rows('amberflo', 'meter_events', {
        'uniqueId': 'text', 'meterApiName': 'text', 'customerId': 'text', 'meterValue': 'number',
        'meterTimeInMillis': 'integer', 'dimensions': 'json', '_loaded_at': 'timestamp',
    }) }}

),

opened as (

    {{ json_columns('events', 'dimensions', {
        'dimension_customer': [dimension], 'feature': ['feature'], 'usecase': ['usecase'], 'stated_unit': ['unit'],
    }) }}

),

parsed as (

    select
        opened.*,
        {{ safe_number('meter_value', 'quantity') }} as parsed_value,
        {{ utc_from_epoch_millis('meter_time_in_millis') }} as occurred_at,
        {{ surrogate_key(key) }} as event_key,
        case
            when nullif(trim(unique_id), '') is null or '{{ mode }}' = 'full_record'
                then {{ surrogate_key(['meter_value']) }}
            else ''
        end as value_key
    from opened

),

ranked as (

    select
        parsed.*,
        {% if mode == 'latest' %}
        row_number() over (
            partition by event_key
            order by {{ safe_timestamp('loaded_at') }} desc nulls last, {{ surrogate_key(['meter_value']) }} desc
        ) as place
        {% else %}
        1 as place
        {% endif %}
    from parsed

),

mapped as (

    select
        'amberflo' as vendor,
        'meter_events' as source_table,
        '' as source_account,
        event_key || case when value_key = '' then '' else '|' || value_key end
        || case when place > 1 then '|replaced' else '' end as source_record_id,
        coalesce(nullif(trim(customer_id), ''), dimension_customer) as customer_native_id,
        coalesce(nullif(trim(customer_id), ''), dimension_customer) as customer_ref,
        meter_api_name as event_name,
        coalesce(feature, usecase, meter_api_name) as feature_ref,
        parsed_value as quantity,
        stated_unit as unit,
        unique_id as request_ref,
        occurred_at,
        {{ payload_hash(
            ['meter_api_name', 'customer_id', 'meter_value', 'meter_time_in_millis', 'dimensions']
        ) }} as payload_hash,
        coalesce({{ safe_timestamp('loaded_at') }}, occurred_at) as source_updated_at,
        coalesce({{ safe_timestamp('loaded_at') }}, occurred_at) as loaded_at,
        case when place > 1 then 'replaced' end as exclusion_reason,
        {{ row_issue([
            ('meterValue', 'meter_value', 'parsed_value'),
            ('meterTimeInMillis', 'meter_time_in_millis', 'occurred_at', 'a time'),
        ]) }} as row_issue
    from ranked

)

select
    {{ contract_columns('usage_events') }}
from mapped
