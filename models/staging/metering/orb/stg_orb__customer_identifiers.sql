-- Grain: one identifier of one raw customer row. No amounts. external_id is the product's own account id;
-- payment_customer_id is the customer at Stripe where Orb collects through Stripe; email and domain are evidence.

with customers as (

    {{ raw_rows('orb', 'customers', {
        'id': 'text', 'external_customer_id': 'text', 'email': 'text', 'payment_provider': 'text',
        'payment_provider_id': 'text', 'created_at': 'timestamp', 'updated_at': 'timestamp',
    }) }}

),

identifiers as (

    {{ identifier_rows('customers', {
        'external_id': 'external_customer_id',
        'email': 'lower(trim(email))',
        'domain': 'lower(trim(' ~ dbt.split_part('email', "'@'", 2) ~ '))',
        'payment_customer_id': "case when payment_provider like 'stripe%' then payment_provider_id end"
    }) }}

),

mapped as (

    select
        'orb' as vendor,
        'customers' as source_table,
        '' as source_account,
        id || '|' || identifier_kind as source_record_id,
        id as customer_native_id,
        identifier_kind,
        identifier_value,
        null as valid_from,
        null as valid_to,
        coalesce({{ safe_timestamp('updated_at') }}, {{ safe_timestamp('created_at') }}) as source_updated_at,
        coalesce({{ safe_timestamp('updated_at') }}, {{ safe_timestamp('created_at') }}) as loaded_at,
        null as exclusion_reason,
        null as row_issue
    from identifiers
    where nullif(trim(identifier_value), '') is not null

)

select
    {{ contract_columns('customer_identifiers') }}
from mapped
