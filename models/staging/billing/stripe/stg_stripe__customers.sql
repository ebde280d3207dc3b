-- Grain: one row per raw row of `customer`; source_record_id is the id that other Stripe rows point at. No amounts.
-- Deleted customers stay: their invoices still count. Test-mode customers carry an exclusion_reason.

with customers as (

    {{ raw_rows('stripe', 'customer', {
        'id': 'text', 'name': 'text', 'email': 'text', 'description': 'text', 'currency': 'text',
        'created': 'timestamp', 'livemode': 'boolean', 'metadata': 'json', 'tax_info_tax_id': 'text',
        '_fivetran_synced': 'timestamp',
    }) }}

),

mapped as (

    select
        'stripe' as vendor,
        'customer' as source_table,
        '' as source_account,
        id as source_record_id,
        coalesce(name, description, email) as display_name,
        lower(trim(email)) as email,
        lower(trim({{ dbt.split_part('email', "'@'", 2) }})) as email_domain,
        tax_info_tax_id as tax_id,
        null as parent_native_id,
        upper(currency) as currency_code,
        {{ safe_boolean(json_text('metadata', ['internal'])) }} as is_internal,
        {{ safe_timestamp('created') }} as created_at,
        {{ safe_timestamp('fivetran_synced') }} as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        case when not {{ safe_boolean('livemode') }} then 'test_mode' end as exclusion_reason,
        {{ row_issue([('created', 'created', safe_timestamp('created'), 'a time')]) }} as row_issue
    from customers

)

select
    {{ contract_columns('customers') }}
from mapped
