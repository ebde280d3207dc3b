-- Grain: one identifier of one raw row of `customers`. No amounts. external_id is customerId itself, the product's own
-- account id. The names of traits are the company's: payment_customer_id is looked for under the two usual ones. email
-- and domain are evidence.

with customers as (

    {{ raw_rows('amberflo', 'customers', {
        'customerId': 'text', 'customerEmail': 'text', 'traits': 'json', 'updateTime': 'number',
        '_loaded_at': 'timestamp',
    }) }}

),

read_customers as (

    select
        customer_id,
        lower(trim(customer_email)) as email,
        coalesce(
            {{ json_text('traits', ['stripeId']) }}, {{ json_text('traits', ['stripe_customer_id']) }}
        ) as stripe_customer_id,
        coalesce({{ utc_from_epoch('update_time') }}, {{ safe_timestamp('loaded_at') }}) as source_updated_at,
        coalesce({{ safe_timestamp('loaded_at') }}, {{ utc_from_epoch('update_time') }}) as loaded_at
    from customers

),

identifiers as (

    {{ identifier_rows('read_customers', {
        'external_id': 'customer_id',
        'email': 'email',
        'domain': dbt.split_part('email', "'@'", 2),
        'payment_customer_id': 'stripe_customer_id'
    }) }}

),

mapped as (

    select
        'amberflo' as vendor,
        'customers' as source_table,
        '' as source_account,
        customer_id || '|' || identifier_kind as source_record_id,
        customer_id as customer_native_id,
        identifier_kind,
        identifier_value,
        null as valid_from,
        null as valid_to,
        source_updated_at,
        loaded_at,
        null as exclusion_reason,
        null as row_issue
    from identifiers
    where nullif(trim(identifier_value), '') is not null

)

select
    {{ contract_columns('customer_identifiers') }}
from mapped
