-- Grain: one row per raw row of `account`; source_record_id is the id that other Zuora rows point at. No amounts.
-- Deleted accounts and those of a test batch carry an exclusion_reason.

with accounts as (

    {{ raw_rows('zuora', 'account', {
        'id': 'text', 'account_number': 'text', 'name': 'text', 'currency': 'text', 'parent_account_id': 'text',
        'vatid': 'text', 'batch': 'text', 'bill_to_contact_id': 'text', 'created_date': 'timestamp',
        'updated_date': 'timestamp', '_fivetran_deleted': 'boolean', '_fivetran_synced': 'timestamp',
    }) }}

),

contacts as (

    select * from {{ ref('stg_zuora__contacts') }}

),

mapped as (

    select
        'zuora' as vendor,
        'account' as source_table,
        '' as source_account,
        accounts.id as source_record_id,
        coalesce({{ bill_text('accounts.name') }}, accounts.account_number) as display_name,
        contacts.email,
        contacts.email_domain,
        {{ bill_text('accounts.vatid') }} as tax_id,
        {{ bill_text('accounts.parent_account_id') }} as parent_native_id,
        upper({{ bill_text('accounts.currency') }}) as currency_code,
        null as is_internal,
        {{ safe_timestamp('accounts.created_date') }} as created_at,
        coalesce(
            {{ safe_timestamp('accounts.updated_date') }}, {{ safe_timestamp('accounts.fivetran_synced') }}
        ) as source_updated_at,
        {{ safe_timestamp('accounts.fivetran_synced') }} as loaded_at,
        case
            when {{ safe_boolean('accounts.fivetran_deleted') }} then 'deleted'
            when {{ zuora_is_test('accounts.batch') }} then 'test_mode'
        end as exclusion_reason,
        {{ row_issue([
            ('created_date', 'accounts.created_date', safe_timestamp('accounts.created_date'), 'a time')
        ]) }} as row_issue
    from accounts
    left join contacts on accounts.bill_to_contact_id = contacts.contact_id

)

select
    {{ contract_columns('customers') }}
from mapped
