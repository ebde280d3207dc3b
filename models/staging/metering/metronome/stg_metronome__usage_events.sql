-- Grain: one row per raw row of `events`. quantity: the property `quantity`, else `value`, else one event; all values
-- of properties are texts. An event names its customer by the Metronome id or by an ingest alias: customer_native_id
-- is the customer that this leads to today, customer_ref what was sent. Events of the sandbox carry an
-- exclusion_reason.

with events as (

    {{ metronome_rows('events', {
        'transaction_id': 'text', 'customer_id': 'text', 'timestamp': 'timestamp', 'event_type': 'text',
        'properties': 'json', 'updated_at': 'timestamp',
    }) }}

),

opened as (

    {{ json_columns('events', 'properties', {
        'stated_quantity': ['quantity'], 'stated_value': ['value'], 'stated_unit': ['unit'], 'feature': ['feature'],
        'request_id': ['request_id'],
    }) }}

),

names as (

    select * from {{ ref('stg_metronome__customer_names') }}

),

parsed as (

    select
        opened.*,
        names.customer_native_id,
        coalesce(opened.stated_quantity, opened.stated_value) as raw_quantity,
        {{ safe_number('coalesce(opened.stated_quantity, opened.stated_value)', 'quantity') }} as parsed_quantity,
        {{ safe_timestamp('opened.raw_timestamp') }} as occurred_at
    from opened
    left join names on opened.customer_id = names.sent_name and opened.left_out is null

),

mapped as (

    select
        'metronome' as vendor,
        'events' as source_table,
        source_account,
        transaction_id as source_record_id,
        customer_native_id,
        customer_id as customer_ref,
        event_type as event_name,
        coalesce(feature, event_type) as feature_ref,
        case when raw_quantity is null then 1 else parsed_quantity end as quantity,
        coalesce(stated_unit, case when raw_quantity is null then 'event' end) as unit,
        request_id as request_ref,
        occurred_at,
        {{ payload_hash(['event_type', 'occurred_at', 'customer_id', 'properties']) }} as payload_hash,
        coalesce(loaded_at, occurred_at) as source_updated_at,
        coalesce(loaded_at, occurred_at) as loaded_at,
        left_out as exclusion_reason,
        {{ row_issue([
            ('quantity', 'raw_quantity', 'parsed_quantity'),
            ('timestamp', 'raw_timestamp', 'occurred_at', 'a time'),
        ]) }} as row_issue
    from parsed

)

select
    {{ contract_columns('usage_events') }}
from mapped
