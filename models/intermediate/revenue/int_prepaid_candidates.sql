-- Grain: one invoice line that is not called prepaid x one paid block of credits that it may sell: the ledger names the
-- invoice, and the line has the block's amount or is the only one of its kind on it, or customer, currency and amount
-- are the same and it was invoiced within a week of the block's start. paid_amount: currency_code, price of the block.

with grants as (

    select
        record_key as grant_key,
        vendor,
        source_account,
        source_record_id,
        customer_native_id,
        currency_code,
        {{ business_date('effective_at') }} as effective_date,
        coalesce(
            paid_amount,
            cast(
                cast(granted_units as {{ type_decimal(19, 6) }}) * cast(unit_cost_basis as {{ type_rate() }})
                as {{ type_money() }}
            )
        ) as paid_amount
    from {{ ref('int_credit_grants_judged') }}
    where row_fate = 'valid'

),

revenue_lines as (

    select
        *,
        {{ business_date('coalesce(invoiced_at, service_start_at)') }} as invoice_date,
        count(*) over (partition by vendor, source_account, invoice_native_id) as lines_of_invoice
    from {{ ref('int_revenue_lines') }}
    where line_kind = 'charge' and coalesce(revenue_type, 'one_time') = 'one_time'

),

customer_map as (

    select * from {{ ref('int_customer_map') }}

),

-- the invoice that the ledger names where it books the block
grant_invoices as (

    select vendor, source_account, grant_native_id, min(invoice_native_id) as invoice_native_id
    from {{ ref('int_credit_entries') }}
    where entry_type = 'grant'
    group by vendor, source_account, grant_native_id

),

owned_grants as (

    select grants.*, customer_map.customer_key, grant_invoices.invoice_native_id
    from grants
    left join customer_map
        on grants.vendor = customer_map.vendor
        and grants.source_account = customer_map.source_account
        and grants.customer_native_id = customer_map.customer_native_id
    left join grant_invoices
        on grants.vendor = grant_invoices.vendor
        and grants.source_account = grant_invoices.source_account
        and grants.source_record_id = grant_invoices.grant_native_id
    where grants.paid_amount > 0 and customer_map.customer_key is not null

),

-- many to many by intent: every block and the one-off lines of its customer
paired as (

    select
        owned_grants.grant_key,
        owned_grants.source_record_id as grant_native_id,
        revenue_lines.record_key,
        revenue_lines.vendor,
        revenue_lines.source_account,
        owned_grants.customer_key,
        owned_grants.currency_code,
        owned_grants.paid_amount,
        owned_grants.effective_date,
        revenue_lines.invoice_date,
        cast(
            abs({{ days_between('owned_grants.effective_date', 'revenue_lines.invoice_date') }}) as {{ type_count() }}
        ) as days_apart,
        owned_grants.paid_amount in (revenue_lines.net_amount, revenue_lines.gross_amount) as is_same_amount,
        revenue_lines.lines_of_invoice = 1 as is_only_line,
        owned_grants.vendor = revenue_lines.vendor
        and owned_grants.source_account = revenue_lines.source_account
        and coalesce(owned_grants.invoice_native_id = revenue_lines.invoice_native_id, false) as is_named_invoice
    from revenue_lines
    left join customer_map
        on revenue_lines.vendor = customer_map.vendor
        and revenue_lines.source_account = customer_map.source_account
        and revenue_lines.customer_native_id = customer_map.customer_native_id
    left join owned_grants
        on customer_map.customer_key = owned_grants.customer_key
        and revenue_lines.currency_code = owned_grants.currency_code

)

select
    grant_key,
    grant_native_id,
    record_key,
    vendor,
    source_account,
    customer_key,
    currency_code,
    paid_amount,
    effective_date,
    invoice_date,
    days_apart,
    is_named_invoice
from paired
where (is_named_invoice and (is_same_amount or is_only_line)) or (is_same_amount and days_apart <= 7)
