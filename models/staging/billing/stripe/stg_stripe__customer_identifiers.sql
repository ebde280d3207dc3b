-- Grain: one identifier of one raw customer row. No amounts. external_id is the product's own account id, which
-- companies keep in `metadata`; email and domain are evidence; payment_customer_id lets tools that pay through
-- Stripe name this customer. Test-mode customers carry an exclusion_reason.

with customers as (

    {{ raw_rows('stripe', 'customer', {
        'id': 'text', 'email': 'text', 'created': 'timestamp', 'livemode': 'boolean', 'metadata': 'json',
        '_fivetran_synced': 'timestamp',
    }) }}

),

identifiers as (

    {{ identifier_rows('customers', {
        'external_id': json_text('metadata', ['account_id']),
        'email': 'lower(trim(email))',
        'domain': 'lower(trim(' ~ dbt.split_part('email', "'@'", 2) ~ '))',
        'payment_customer_id': 'id'
    }) }}

),

mapped as (

    select
        'stripe' as vendor,
        'customer' as source_table,
        '' as source_account,
        id || '|' || identifier_kind as source_record_id,
        id as customer_native_id,
        identifier_kind,
        identifier_value,
        null as valid_from,
        null as valid_to,
        {{ safe_timestamp('fivetran_synced') }} as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        case when not {{ safe_boolean('livemode') }} then 'test_mode' end as exclusion_reason,
        null as row_issue
    from identifiers
    where nullif(trim(identifier_value), '') is not null

)

select
    {{ contract_columns('customer_identifiers') }}
from mapped
