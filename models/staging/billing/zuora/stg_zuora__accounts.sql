-- Grain: one row per account, its newest version; a look-up for documents and payments. No amounts. exclusion_reason:
-- why nothing of this account counts.

with accounts as (

    {{ newest_rows(
        'zuora', 'account', ['id'],
        {
            'id': 'text', 'currency': 'text', 'batch': 'text', '_fivetran_deleted': 'boolean',
            'updated_date': 'timestamp', '_fivetran_synced': 'timestamp',
        },
        'updated_date'
    ) }}

)

select
    id as account_id,
    upper({{ bill_text('currency') }}) as currency_code,
    case when {{ zuora_is_test('batch') }} then 'test_mode' end as exclusion_reason
from accounts
