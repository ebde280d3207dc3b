-- Grain: one invoice line that sells a paid block of credits although its biller does not call it prepaid, with the
-- block (grant) that it pays for. matched_by: invoice (the ledger names the invoice, and the line has the block's
-- amount or is the only one of its kind on it) or amount (same customer, currency and amount, invoiced within a week of
-- the block's start). A block is paid by at most one line of each biller. No amounts.

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
candidates as (

    select
        owned_grants.grant_key,
        owned_grants.source_record_id as grant_native_id,
        revenue_lines.record_key,
        revenue_lines.vendor,
        revenue_lines.source_account,
        abs({{ days_between('owned_grants.effective_date', 'revenue_lines.invoice_date') }}) as days_apart,
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

),

ranked as (

    select
        candidates.*,
        row_number() over (
            partition by grant_key, vendor, source_account
            order by case when is_named_invoice then 0 else 1 end, days_apart, record_key
        ) as line_number
    from candidates
    where (is_named_invoice and (is_same_amount or is_only_line)) or (is_same_amount and days_apart <= 7)

)

select
    record_key,
    min(grant_native_id) as grant_native_id,
    case when max(case when is_named_invoice then 1 else 0 end) = 1 then 'invoice' else 'amount' end as matched_by
from ranked
where line_number = 1
group by record_key
