-- Grain: one valid revenue line of any biller, with its customer and what becomes of it (decision). Amounts: invoice
-- currency, tax excluded. decision: accepted; other_authority (another vendor reports the same revenue);
-- deferred_prepaid (a credit pack whose drawdowns are revenue, called so or found); only accepted lines are earned.
-- What takes back an invoice (credit note, refund, dispute) follows the decision on that invoice: deferred where it
-- sold nothing but packs and what the customer keeps paid covers what its credits earned, by whomever used, else it
-- lowers revenue. A write-off is bad debt either way.

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
    select owner_key as customer_key from credit_drawdowns

),

invoices as (

    select vendor, source_account, invoice_native_id, min(invoiced_at) as charged_at
    from revenue_lines
    where line_kind = 'charge' and invoice_native_id is not null
    group by vendor, source_account, invoice_native_id

),

located as (

    select
        revenue_lines.*,
        coalesce(customer_map.customer_key, '(unattributed)') as customer_key,
        not coalesce(revenue_authority.is_authority, true) as is_repeated,
        revenue_lines.line_kind in ('credit_note', 'refund', 'dispute') as takes_back,
        prepaid_lines.record_key is not null
        or coalesce(revenue_lines.revenue_type = 'prepaid', false) and customers_with_ledger.customer_key is not null
            as is_pack
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

),

-- an invoice is one of packs where it charges for nothing else
judged as (

    select
        located.*,
        is_pack or takes_back and invoice_native_id is not null and coalesce(
            min(
                case when line_kind <> 'charge' or net_amount = 0 then null when is_pack then 1 else 0 end
            ) over (partition by vendor, source_account, invoice_native_id) = 1,
            false
        ) as is_of_pack
    from located

),

earned_credits as (

    select owner_key as customer_key, currency_code, sum(amount) as earned_amount
    from credit_drawdowns
    group by owner_key, currency_code

),

-- what a customer paid for packs and was not given back
kept_paid as (

    select customer_key, currency_code, sum(net_amount) as kept_amount
    from judged
    where is_of_pack and not is_repeated
    group by customer_key, currency_code

)

select
    revenue_lines.*,
    judged.customer_key,
    case
        when judged.is_repeated then 'other_authority'
        when judged.is_of_pack and not judged.takes_back then 'deferred_prepaid'
        when judged.is_of_pack and coalesce(kept_paid.kept_amount, 0) >= coalesce(earned_credits.earned_amount, 0)
            then 'deferred_prepaid'
        else 'accepted'
    end as decision,
    {{ business_date('coalesce(revenue_lines.invoiced_at, revenue_lines.service_start_at)') }} as invoice_date,
    {{ business_date('coalesce(revenue_lines.service_start_at, revenue_lines.invoiced_at)') }} as service_start_date,
    {{ business_date(
        'coalesce(revenue_lines.service_end_at, revenue_lines.service_start_at, revenue_lines.invoiced_at)'
    ) }} as service_end_date
from revenue_lines
left join judged on revenue_lines.record_key = judged.record_key
left join kept_paid
    on judged.customer_key = kept_paid.customer_key
    and judged.currency_code = kept_paid.currency_code
left join earned_credits
    on judged.customer_key = earned_credits.customer_key
    and judged.currency_code = earned_credits.currency_code
