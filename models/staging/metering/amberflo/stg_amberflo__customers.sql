-- Grain: one row per raw row of `customers`; source_record_id is customerId, the product's own account id, because that
-- is what events, invoices and orders name. No amounts. Disabled customers stay. Nothing is excluded.

with customers as (

    {{ raw_rows('amberflo', 'customers', {
        'customerId': 'text', 'customerName': 'text', 'customerEmail': 'text', 'traits': 'json', 'createTime': 'number',
        'updateTime': 'number', '_loaded_at': 'timestamp',
    }) }}

),

mapped as (

    select
        'amberflo' as vendor,
        'customers' as source_table,
        '' as source_account,
        customer_id as source_record_id,
        customer_name as display_name,
        lower(trim(customer_email)) as email,
        lower(trim({{ dbt.split_part('customer_email', "'@'", 2) }})) as email_domain,
        null as tax_id,
        null as parent_native_id,
        null as currency_code,
        {{ safe_boolean(json_text('traits', ['internal'])) }} as is_internal,
        {{ utc_from_epoch('create_time') }} as created_at,
        coalesce({{ utc_from_epoch('update_time') }}, {{ safe_timestamp('loaded_at') }}) as source_updated_at,
        coalesce({{ safe_timestamp('loaded_at') }}, {{ utc_from_epoch('update_time') }}) as loaded_at,
        null as exclusion_reason,
        {{ row_issue([('createTime', 'create_time', utc_from_epoch('create_time'), 'a time')]) }} as row_issue
    from customers

)

select
    {{ contract_columns('customers') }}
from mapped
