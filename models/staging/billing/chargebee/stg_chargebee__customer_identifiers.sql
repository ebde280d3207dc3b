-- Grain: one identifier of one raw customer row. No amounts. external_id is the product's own account id: the custom
-- field cf_account_id, else `account_id` in meta_data, else the id of the record itself, which the merchant may choose;
-- payment_customer_id is the customer at Stripe that Chargebee charges (evidence: one payer may pay for several
-- customers); email and domain are evidence.

with customers as (

    {{ raw_rows('chargebee', 'customer', {
        'id': 'text', 'email': 'text', 'meta_data': 'json', 'payment_method': 'json',
        'updated_at': 'integer', 'resource_version': 'integer', '_airbyte_extracted_at': 'timestamp',
    }) }}

),

newest_customers as (

    {{ newest_rows(
        'chargebee', 'customer', ['id'],
        {'id': 'text', 'custom_fields': 'json', 'updated_at': 'integer', 'resource_version': 'integer'},
        chargebee_changed_at(), is_moment=true
    ) }}

),

-- one customer to many custom fields by intent
fields as (

    {{ json_explode('newest_customers', 'custom_fields', [], ['id'], 'field', 'field_number') }}

),

account_fields as (

    select id, max({{ json_text('field', ['value']) }}) as account_id
    from fields
    where {{ json_text('field', ['name']) }} = 'cf_account_id'
    group by id

),

described as (

    select
        customers.*,
        coalesce(
            account_fields.account_id, {{ json_text('customers.meta_data', ['account_id']) }}, customers.id
        ) as external_id,
        -- Chargebee keeps `customer/card` as the reference of a card at Stripe
        case
            when {{ json_text('customers.payment_method', ['gateway']) }} = 'stripe' then {{ dbt.split_part(
                json_text('customers.payment_method', ['reference_id']), "'/'", 1
            ) }}
        end as payment_customer_id
    from customers
    left join account_fields on customers.id = account_fields.id

),

identifiers as (

    {{ identifier_rows('described', {
        'external_id': 'external_id',
        'email': 'lower(trim(email))',
        'domain': 'lower(trim(' ~ dbt.split_part('email', "'@'", 2) ~ '))',
        'payment_customer_id': 'payment_customer_id'
    }) }}

),

mapped as (

    select
        'chargebee' as vendor,
        'customer' as source_table,
        '' as source_account,
        id || '|' || identifier_kind as source_record_id,
        id as customer_native_id,
        identifier_kind,
        identifier_value,
        null as valid_from,
        null as valid_to,
        {{ chargebee_changed_at() }} as source_updated_at,
        {{ safe_timestamp('airbyte_extracted_at') }} as loaded_at,
        null as exclusion_reason,
        null as row_issue
    from identifiers
    where nullif(trim(identifier_value), '') is not null

)

select
    {{ contract_columns('customer_identifiers') }}
from mapped
