-- Grain: one row per raw row of `transaction`. payment_amount: major units of the currency paid in. Chargebee knows no
-- fees: a payment outside any gateway (bank transfer, cash) cost none, that of a gateway is unknown (null) and priced
-- by rule. What the processor itself tells is excluded here, as are refunds (no payment, and the credit note has
-- reduced revenue), failed, voided and deleted payments, and those of Chargebee's own test gateway.

with transactions as (

    {{ raw_rows('chargebee', 'transaction', {
        'id': 'text', 'customer_id': 'text', 'type': 'text', 'status': 'text', 'date': 'integer', 'gateway': 'text',
        'id_at_gateway': 'text', 'currency_code': 'text', 'amount': 'integer', 'deleted': 'boolean',
        'linked_invoices': 'json', 'updated_at': 'integer', 'resource_version': 'integer',
        '_airbyte_extracted_at': 'timestamp',
    }) }}

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

measured as (

    select
        transactions.*,
        coalesce(transactions.gateway, 'not_applicable') = 'not_applicable' as is_offline,
        currency_exponents.minor_unit_factor,
        {{ safe_number('transactions.amount', 'count') }} as minor_amount,
        {{ utc_from_epoch_seconds('transactions.date') }} as paid_at
    from transactions
    left join currency_exponents on upper(transactions.currency_code) = currency_exponents.currency_code

),

mapped as (

    select
        'chargebee' as vendor,
        'transaction' as source_table,
        '' as source_account,
        id as source_record_id,
        'processing' as fee_kind,
        coalesce(id_at_gateway, id) as payment_native_id,
        {{ json_text('linked_invoices', [0, 'invoice_id']) }} as invoice_native_id,
        customer_id as customer_native_id,
        {{ major_amount('minor_amount', 'minor_unit_factor') }} as payment_amount,
        upper(currency_code) as payment_currency_code,
        case when is_offline then 0 end as fee_amount,
        upper(currency_code) as currency_code,
        paid_at as occurred_at,
        {{ chargebee_changed_at() }} as source_updated_at,
        {{ safe_timestamp('airbyte_extracted_at') }} as loaded_at,
        case
            when {{ safe_boolean('deleted') }} then 'deleted'
            when type <> 'payment' then 'not_a_payment'
            when status <> 'success' then 'payment_' || status
            when gateway = 'chargebee' then 'test_mode'
            when {{ told_by_processor('gateway') }} then 'told_by_processor'
        end as exclusion_reason,
        {{ row_issue([
            ('amount', 'amount', 'minor_amount'),
            ('currency_code', 'currency_code', 'minor_unit_factor', 'a known currency'),
            ('date', 'date', 'paid_at', 'a number of seconds'),
        ]) }} as row_issue
    from measured

)

select
    {{ contract_columns('payment_fees') }}
from mapped
