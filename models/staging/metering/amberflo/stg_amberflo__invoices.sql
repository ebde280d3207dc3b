-- Grain: one row per raw row of `invoices`, opened. Amounts: major units of the account's base currency (variable
-- amberflo_currency), in which the vendor calculates; the twin fields in the customer's own currency are not read where
-- a base currency field stands beside them. Only a price_locked invoice is final; of its pulls the locked one and then
-- the newest is version 1. `bill` is the bridge: item and fixed price, less discount, less prepaid, is the total.

with invoices as (

    {{ raw_rows('amberflo', 'invoices', {
        'invoiceUri': 'text', 'invoiceKey': 'json', 'invoiceStartTimeInSeconds': 'integer',
        'invoiceEndTimeInSeconds': 'integer', 'invoicePriceStatus': 'text', 'productItemInvoices': 'json',
        'productPlanFees': 'json', 'totalBill': 'json', 'invoiceBillInBaseCurrency': 'json', 'creditUnit': 'json',
        '_loaded_at': 'timestamp',
    }) }}

),

keyed as (

    {{ json_columns('invoices', 'invoice_key', {
        'customer_native_id': ['customerId'], 'product_id': ['productId'], 'plan_id': ['productPlanId'],
    }) }}

),

billed as (

    select
        keyed.*,
        case
            when {{ json_text('invoice_bill_in_base_currency', ['totalPrice']) }} is not null
                then invoice_bill_in_base_currency
            else total_bill
        end as bill,
        {{ json_text('invoice_bill_in_base_currency', ['totalPrice']) }} is not null as is_bill_in_base_currency
    from keyed

),

opened as (

    {{ json_columns('billed', 'bill', {
        'stated_item_price': ['itemPrice'], 'stated_fix_price': ['fixPrice'], 'stated_discount': ['totalDiscount'],
        'stated_prepaid': ['prepaid'], 'stated_total': ['totalPrice'],
    }) }}

)

select
    opened.*,
    lower(invoice_price_status) as invoice_status,
    {{ utc_from_epoch_seconds('invoice_start_time_in_seconds') }} as period_start_at,
    {{ utc_from_epoch_seconds('invoice_end_time_in_seconds') }} as period_end_at,
    coalesce({{ safe_number('stated_discount') }}, 0) as discount,
    coalesce({{ safe_number('stated_prepaid') }}, 0) as prepaid,
    {{ safe_number('stated_total') }} as total_price,
    {{ safe_timestamp('loaded_at') }} as read_at,
    row_number() over (
        partition by invoice_uri
        order by
            case lower(invoice_price_status) when 'price_locked' then 0 when 'grace_period' then 1 else 2 end asc,
            {{ safe_timestamp('loaded_at') }} desc nulls last,
            {{ payload_hash([
                'product_item_invoices', 'product_plan_fees', 'total_bill', 'invoice_bill_in_base_currency',
            ]) }} desc
    ) as version_number
from opened
