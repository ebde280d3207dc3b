-- Grain: one row per raw row of `events` (ingest shape, from the producer's outbox). quantity: the property `quantity`,
-- else `value`, else one event. payload_hash tells a repeated event from another body under the same key. Events
-- that were switched off carry an exclusion_reason.

with events as (

    {{ raw_rows('orb', 'events', {
        'idempotency_key': 'text', 'event_name': 'text', 'timestamp': 'timestamp', 'customer_id': 'text',
        'external_customer_id': 'text', 'properties': 'json', 'deprecated': 'boolean', 'ingested_at': 'timestamp',
    }) }}

),

opened as (

    {{ json_columns('events', 'properties', {
        'stated_quantity': ['quantity'], 'stated_value': ['value'], 'stated_unit': ['unit'], 'feature': ['feature'],
        'request_id': ['request_id'],
    }) }}

),

parsed as (

    select
        opened.*,
        coalesce(stated_quantity, stated_value) as raw_quantity,
        {{ safe_number('coalesce(stated_quantity, stated_value)', 'quantity') }} as parsed_quantity,
        {{ safe_timestamp('raw_timestamp') }} as occurred_at,
        coalesce({{ safe_timestamp('ingested_at') }}, {{ safe_timestamp('raw_timestamp') }}) as loaded_at
    from opened

),

mapped as (

    select
        'orb' as vendor,
        'events' as source_table,
        '' as source_account,
        idempotency_key as source_record_id,
        customer_id as customer_native_id,
        external_customer_id as customer_ref,
        event_name,
        coalesce(feature, event_name) as feature_ref,
        case when raw_quantity is null then 1 else parsed_quantity end as quantity,
        coalesce(stated_unit, case when raw_quantity is null then 'event' end) as unit,
        request_id as request_ref,
        occurred_at,
        {{ payload_hash(
            ['event_name', 'occurred_at', 'customer_id', 'external_customer_id', 'properties']
        ) }} as payload_hash,
        loaded_at as source_updated_at,
        loaded_at,
        case when {{ safe_boolean('deprecated') }} then 'deprecated' end as exclusion_reason,
        {{ row_issue([
            ('quantity', 'raw_quantity', 'parsed_quantity'),
            ('timestamp', 'raw_timestamp', 'occurred_at', 'a time'),
        ]) }} as row_issue
    from parsed

)

select
    {{ contract_columns('usage_events') }}
from mapped
