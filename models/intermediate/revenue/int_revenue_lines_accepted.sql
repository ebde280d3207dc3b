-- Grain: one valid revenue line of any biller, with its customer and what becomes of it (decision).
-- Amounts: invoice currency, tax excluded. decision: accepted; other_authority (another vendor reports the same
-- revenue); deferred_prepaid (a credit pack whose drawdowns are revenue, called so or found); only accepted lines are
-- earned. What takes back an invoice (credit note, refund, dispute) follows the decision on that invoice.

with revenue_lines as (

    select * from {{ ref('int_revenue_lines') }}

),

customer_map as (

    select * from {{ ref('int_customer_map') }}

),

revenue_authority as (

    select * from {{ ref('int_revenue_authority') }}

),

-- grants still waiting for their payment included: the pack will be drawn down
credit_grants as (

    select * from {{ ref('int_credit_grants_judged') }}
    where row_fate = 'valid' and (paid_amount > 0 or unit_cost_basis > 0)

),

credit_drawdowns as (

    select * from {{ ref('int_credit_drawdowns') }}

),

-- promotional credits earn nothing, so a ledger of those alone says nothing about a pack that was sold
customers_with_ledger as (

    select customer_map.customer_key
    from credit_grants
    left join customer_map
        on credit_grants.vendor = customer_map.vendor
        and credit_grants.source_account = customer_map.source_account
        and credit_grants.customer_native_id = customer_map.customer_native_id
    {{ union_distinct() }}
    select customer_key from credit_drawdowns

),

invoices as (

    select vendor, source_account, invoice_native_id, min(invoiced_at) as charged_at
    from revenue_lines
    where line_kind = 'charge' and invoice_native_id is not null
    group by vendor, source_account, invoice_native_id

)

select
    revenue_lines.*,
    coalesce(customer_map.customer_key, '(unattributed)') as customer_key,
    case
        when not coalesce(revenue_authority.is_authority, true) then 'other_authority'
        when prepaid_lines.record_key is not null then 'deferred_prepaid'
        when revenue_lines.revenue_type = 'prepaid' and customers_with_ledger.customer_key is not null
            then 'deferred_prepaid'
        else 'accepted'
    end as decision,
    {{ business_date('coalesce(revenue_lines.invoiced_at, revenue_lines.service_start_at)') }} as invoice_date,
    {{ business_date('coalesce(revenue_lines.service_start_at, revenue_lines.invoiced_at)') }} as service_start_date,
    {{ business_date(
        'coalesce(revenue_lines.service_end_at, revenue_lines.service_start_at, revenue_lines.invoiced_at)'
    ) }} as service_end_date
from revenue_lines
left join customer_map
    on revenue_lines.vendor = customer_map.vendor
    and revenue_lines.source_account = customer_map.source_account
    and revenue_lines.customer_native_id = customer_map.customer_native_id
left join {{ ref('int_prepaid_lines') }} as prepaid_lines on revenue_lines.record_key = prepaid_lines.record_key
left join invoices
    on revenue_lines.vendor = invoices.vendor
    and revenue_lines.source_account = invoices.source_account
    and revenue_lines.invoice_native_id = invoices.invoice_native_id
left join revenue_authority
    on revenue_lines.vendor = revenue_authority.vendor
    and revenue_lines.source_account = revenue_authority.source_account
    and {{ month_start(business_date(
        'coalesce(invoices.charged_at, revenue_lines.invoiced_at, revenue_lines.service_start_at)'
    )) }} = revenue_authority.period_month
left join customers_with_ledger on customer_map.customer_key = customers_with_ledger.customer_key
