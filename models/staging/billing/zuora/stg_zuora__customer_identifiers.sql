-- Grain: one identifier of one raw account row. No amounts. external_id is the product's own account id: a custom field
-- (account_id_c), else the account number, which a tenant may choose itself; crm_id, email and domain are evidence.
-- Deleted accounts and those of a test batch carry an exclusion_reason.

with accounts as (

    {{ raw_rows('zuora', 'account', {
        'id': 'text', 'account_number': 'text', 'account_id_c': 'text', 'crm_id': 'text', 'batch': 'text',
        'bill_to_contact_id': 'text', 'updated_date': 'timestamp', '_fivetran_deleted': 'boolean',
        '_fivetran_synced': 'timestamp',
    }) }}

),

contacts as (

    select * from {{ ref('stg_zuora__contacts') }}

),

described as (

    select
        accounts.*,
        coalesce({{ bill_text('accounts.account_id_c') }}, {{ bill_text('accounts.account_number') }}) as external_id,
        contacts.email,
        contacts.email_domain
    from accounts
    left join contacts on accounts.bill_to_contact_id = contacts.contact_id

),

identifiers as (

    {{ identifier_rows('described', {
        'external_id': 'external_id', 'crm_id': 'crm_id', 'email': 'email', 'domain': 'email_domain'
    }) }}

),

mapped as (

    select
        'zuora' as vendor,
        'account' as source_table,
        '' as source_account,
        id || '|' || identifier_kind as source_record_id,
        id as customer_native_id,
        identifier_kind,
        identifier_value,
        null as valid_from,
        null as valid_to,
        coalesce({{ safe_timestamp('updated_date') }}, {{ safe_timestamp('fivetran_synced') }}) as source_updated_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        case
            when {{ safe_boolean('fivetran_deleted') }} then 'deleted'
            when {{ zuora_is_test('batch') }} then 'test_mode'
        end as exclusion_reason,
        null as row_issue
    from identifiers
    where nullif(trim(identifier_value), '') is not null

)

select
    {{ contract_columns('customer_identifiers') }}
from mapped
