-- Grain: one row per raw row of `customer`; source_record_id is the id that other Metronome rows point at. No amounts.
-- Archived customers stay: their usage and invoices still count. Sandbox rows carry an exclusion_reason.

with customers as (

    {{ metronome_rows('customer', {
        'id': 'text', 'name': 'text', 'custom_fields': 'json', 'created_at': 'timestamp', 'updated_at': 'timestamp',
    }) }}

),

mapped as (

    select
        'metronome' as vendor,
        'customer' as source_table,
        source_account,
        id as source_record_id,
        name as display_name,
        null as email,
        null as email_domain,
        null as tax_id,
        null as parent_native_id,
        null as currency_code,
        {{ safe_boolean(json_text('custom_fields', ['internal'])) }} as is_internal,
        {{ safe_timestamp('created_at') }} as created_at,
        loaded_at as source_updated_at,
        loaded_at,
        left_out as exclusion_reason,
        {{ row_issue([('created_at', 'created_at', safe_timestamp('created_at'), 'a time')]) }} as row_issue
    from customers

)

select
    {{ contract_columns('customers') }}
from mapped
