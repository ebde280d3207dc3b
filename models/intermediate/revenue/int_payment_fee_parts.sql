-- Grain: one payment fee x customer who used what its invoice charges: the fee follows the user of the invoice, not the
-- payer. An invoice of several users is split by what it charges for each; a fee whose invoice is not known stays with
-- the customer that the processor names. What own accounts pay sits on `(internal)`.
-- payment_amount: payment_currency_code, the customer's part of the payment. amount: currency_code, its part of the
-- fee, cost positive, null where nobody knows it: as the processor states it, else by payment_fee_rules.csv.

with payment_fees as (

    select *, {{ utc_date('occurred_at') }} as fee_date from {{ ref('int_payment_fees') }}

),

customer_map as (

    select vendor, source_account, customer_native_id, customer_key from {{ ref('int_customer_map') }}

),

revenue_lines as (

    select * from {{ ref('int_revenue_lines_accepted') }}
    where line_kind = 'charge' and invoice_native_id is not null

),

customers as (

    select * from {{ ref('int_customers_resolved') }}

),

fee_rules as (

    select * from {{ ref('stg_pricing__payment_fee_rules') }}

),

invoice_users as (

    select
        vendor,
        source_account,
        invoice_native_id,
        customer_key,
        {{ split_weight('sum(net_amount)', 2) }} as charged
    from revenue_lines
    where customer_key <> '(unattributed)'
    group by vendor, source_account, invoice_native_id, customer_key

),

valued as (

    select
        payment_fees.*,
        coalesce(
            payment_fees.fee_amount,
            {{ convert_money('payment_fees.payment_amount', share_of_percent('fee_rules.fee_percent')) }}
            + fee_rules.fixed_amount
        ) as whole_amount
    from payment_fees
    left join fee_rules
        on payment_fees.fee_amount is null
        and payment_fees.vendor = fee_rules.processor
        and payment_fees.payment_currency_code = fee_rules.currency
        and payment_fees.fee_date >= coalesce(fee_rules.valid_from, payment_fees.fee_date)
        and (fee_rules.valid_to is null or payment_fees.fee_date < fee_rules.valid_to)

),

-- one invoice to many users by intent
used as (

    select
        valued.*,
        invoice_users.customer_key as user_key,
        coalesce(invoice_users.charged, 0) as charged,
        coalesce(invoice_users.customer_key, customer_map.customer_key, '(unattributed)') as bearer_key
    from valued
    left join customer_map
        on valued.vendor = customer_map.vendor
        and valued.source_account = customer_map.source_account
        and valued.customer_native_id = customer_map.customer_native_id
    left join invoice_users
        on valued.vendor = invoice_users.vendor
        and valued.source_account = invoice_users.source_account
        and valued.invoice_native_id = invoice_users.invoice_native_id

),

parts as (

    select
        used.*,
        count(*) over (partition by record_key) as bearers,
        {{ split_money('payment_amount', 'charged', partition_by=['record_key'], order_by=['user_key']) }} as paid_part,
        {{ split_money('whole_amount', 'charged', partition_by=['record_key'], order_by=['user_key']) }} as fee_part
    from used

)

select
    case when parts.bearers > 1 then parts.record_key || '|' || parts.user_key else parts.record_key end as part_key,
    parts.record_key,
    parts.vendor,
    parts.fee_kind,
    parts.occurred_at,
    parts.fee_date,
    case when customers.is_internal then '(internal)' else parts.bearer_key end as customer_key,
    parts.payment_currency_code,
    parts.paid_part as payment_amount,
    parts.fee_amount is not null as is_reported,
    case when parts.fee_amount is null then parts.payment_currency_code else parts.currency_code end as currency_code,
    parts.fee_part as amount
from parts
left join customers on parts.bearer_key = customers.customer_key
