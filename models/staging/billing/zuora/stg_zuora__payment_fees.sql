-- Grain: one row per raw row of `payment`. payment_amount: major units of the currency paid in. Zuora knows no fees: a
-- payment recorded by hand (External) cost none, an electronic one is unknown (null) and priced by rule. What the
-- processor itself tells (by the name of the gateway, which the tenant chose, or by the processor's own id) is excluded
-- here, as are payments that were not processed, deleted ones and test accounts. Refunds are settlement: revenue falls
-- by the credit memo.

with payments as (

    {{ raw_rows('zuora', 'payment', {
        'id': 'text', 'account_id': 'text', 'amount': 'number', 'transaction_currency': 'text', 'currency': 'text',
        'effective_date': 'date', 'status': 'text', 'type': 'text', 'gateway': 'text', 'reference_id': 'text',
        'second_payment_reference_id': 'text', 'updated_date': 'timestamp', '_fivetran_deleted': 'boolean',
        '_fivetran_synced': 'timestamp',
    }) }}

),

applied as (

    {{ newest_rows(
        'zuora', 'invoice_payment', ['id'],
        {
            'id': 'text', 'payment_id': 'text', 'invoice_id': 'text', 'amount': 'number', 'updated_date': 'timestamp',
            '_fivetran_deleted': 'boolean',
        },
        'updated_date'
    ) }}

),

-- a payment of several invoices is named by the one that it paid most of
paid_invoices as (

    select
        payment_id,
        invoice_id,
        row_number() over (
            partition by payment_id order by {{ safe_number('amount') }} desc nulls last, invoice_id
        ) as place
    from applied
    where not coalesce({{ safe_boolean('fivetran_deleted') }}, false)

),

accounts as (

    select * from {{ ref('stg_zuora__accounts') }}

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

described as (

    select
        payments.*,
        upper(coalesce(
            {{ bill_text('payments.transaction_currency') }},
            {{ bill_text('payments.currency') }},
            accounts.currency_code
        )) as currency_code,
        paid_invoices.invoice_id as invoice_native_id,
        accounts.exclusion_reason as account_exclusion
    from payments
    left join paid_invoices on payments.id = paid_invoices.payment_id and paid_invoices.place = 1
    left join accounts on payments.account_id = accounts.account_id

),

mapped as (

    select
        'zuora' as vendor,
        'payment' as source_table,
        '' as source_account,
        described.id as source_record_id,
        'processing' as fee_kind,
        coalesce({{ bill_text('described.reference_id') }}, described.id) as payment_native_id,
        described.invoice_native_id,
        described.account_id as customer_native_id,
        {{ safe_number('described.amount') }} as payment_amount,
        described.currency_code as payment_currency_code,
        case when lower(described.type) = 'external' then 0 end as fee_amount,
        described.currency_code,
        {{ utc_from_business_date(safe_date('described.effective_date')) }} as occurred_at,
        {{ safe_timestamp('described.updated_date') }} as source_updated_at,
        {{ safe_timestamp('described.fivetran_synced') }} as loaded_at,
        case
            when {{ safe_boolean('described.fivetran_deleted') }} then 'deleted'
            when lower(described.status) <> 'processed' then 'payment_' || lower(described.status)
            when described.account_exclusion is not null then described.account_exclusion
            when {{ told_by_processor(
                'described.gateway', ['described.reference_id', 'described.second_payment_reference_id']
            ) }} then 'told_by_processor'
        end as exclusion_reason,
        coalesce(
            {{ row_issue([
                ('amount', 'described.amount', safe_number('described.amount')),
                ('effective_date', 'described.effective_date', safe_date('described.effective_date'), 'a date'),
            ]) }},
            case
                when currency_exponents.currency_code is null
                    then 'currency: "' || coalesce(described.currency_code, '') || '" is not a known currency'
            end
        ) as row_issue
    from described
    left join currency_exponents on described.currency_code = currency_exponents.currency_code

)

select
    {{ contract_columns('payment_fees') }}
from mapped
