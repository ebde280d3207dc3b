-- Grain: one row per raw row of `customer`; source_record_id is the id that other Chargebee rows point at. No amounts.
-- Deleted customers stay: their invoices still count. Nothing is excluded.

with customers as (

    {{ raw_rows('chargebee', 'customer', {
        'id': 'text', 'first_name': 'text', 'last_name': 'text', 'email': 'text', 'company': 'text',
        'vat_number': 'text', 'preferred_currency_code': 'text', 'relationship': 'json', 'meta_data': 'json',
        'created_at': 'integer', 'updated_at': 'integer', 'resource_version': 'integer',
        '_airbyte_extracted_at': 'timestamp',
    }) }}

),

mapped as (

    select
        'chargebee' as vendor,
        'customer' as source_table,
        '' as source_account,
        id as source_record_id,
        coalesce(
            nullif(trim(company), ''),
            nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''),
            email
        ) as display_name,
        lower(trim(email)) as email,
        lower(trim({{ dbt.split_part('email', "'@'", 2) }})) as email_domain,
        vat_number as tax_id,
        {{ json_text('relationship', ['parent_id']) }} as parent_native_id,
        upper(preferred_currency_code) as currency_code,
        {{ safe_boolean(json_text('meta_data', ['internal'])) }} as is_internal,
        {{ utc_from_epoch_seconds('created_at') }} as created_at,
        {{ chargebee_changed_at() }} as source_updated_at,
        {{ safe_timestamp('airbyte_extracted_at') }} as loaded_at,
        null as exclusion_reason,
        {{ row_issue([('created_at', 'created_at', utc_from_epoch_seconds('created_at'), 'a number of seconds')]) }}
        as row_issue
    from customers

)

select
    {{ contract_columns('customers') }}
from mapped
