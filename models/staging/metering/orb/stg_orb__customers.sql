-- Grain: one row per raw row of `customers`; source_record_id is the id that other Orb rows point at. No amounts.
-- Deleted customers stay: their usage and invoices still count. Nothing is excluded.

with customers as (

    {{ raw_rows('orb', 'customers', {
        'id': 'text', 'name': 'text', 'email': 'text', 'currency': 'text', 'hierarchy': 'json', 'metadata': 'json',
        'created_at': 'timestamp', 'updated_at': 'timestamp',
    }) }}

),

mapped as (

    select
        'orb' as vendor,
        'customers' as source_table,
        '' as source_account,
        id as source_record_id,
        name as display_name,
        lower(trim(email)) as email,
        lower(trim({{ dbt.split_part('email', "'@'", 2) }})) as email_domain,
        null as tax_id,
        {{ json_text('hierarchy', ['parent', 'id']) }} as parent_native_id,
        upper(currency) as currency_code,
        {{ safe_boolean(json_text('metadata', ['internal'])) }} as is_internal,
        {{ safe_timestamp('created_at') }} as created_at,
        coalesce({{ safe_timestamp('updated_at') }}, {{ safe_timestamp('created_at') }}) as source_updated_at,
        coalesce({{ safe_timestamp('updated_at') }}, {{ safe_timestamp('created_at') }}) as loaded_at,
        null as exclusion_reason,
        {{ row_issue([('created_at', 'created_at', safe_timestamp('created_at'), 'a time')]) }} as row_issue
    from customers

)

select
    {{ contract_columns('customers') }}
from mapped
