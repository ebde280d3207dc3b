-- Grain: customer x month. billed: accepted and deferred invoice lines of the month after discounts, less credit notes
-- issued in it, tax excluded; refunds give back cash and do not unbill. collected: successful payments of the month
-- as cash, tax included where it was charged. Both in the reporting currency at the day's rate, up to the day that the
-- figures are seen from. Both belong to the user of the invoice, whoever pays; own accounts are `(internal)`.

with revenue_lines as (

    select * from {{ ref('int_revenue_lines_accepted') }}
    where decision <> 'other_authority' and line_kind in ('charge', 'credit_note')

),

payment_fees as (

    select * from {{ ref('int_payment_fee_parts') }}

),

customers as (

    select * from {{ ref('int_customers_resolved') }}

),

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates_daily') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

billed as (

    select
        case when customers.is_internal then '(internal)' else revenue_lines.customer_key end as customer_key,
        {{ month_start('revenue_lines.invoice_date') }} as period_month,
        {{ convert_money('revenue_lines.net_amount', 'fx_rates.rate') }} as billed_amount,
        cast(0 as {{ type_money() }}) as collected_amount
    from revenue_lines
    cross join as_of
    left join customers on revenue_lines.customer_key = customers.customer_key
    left join fx_rates
        on revenue_lines.currency_code = fx_rates.currency_code
        and revenue_lines.invoice_date = fx_rates.rate_date
    where revenue_lines.invoice_date <= as_of.as_of_date

),

collected as (

    select
        payment_fees.customer_key,
        {{ month_start(business_date('payment_fees.occurred_at')) }} as period_month,
        cast(0 as {{ type_money() }}) as billed_amount,
        {{ convert_money('payment_fees.payment_amount', 'fx_rates.rate') }} as collected_amount
    from payment_fees
    cross join as_of
    left join fx_rates
        on payment_fees.payment_currency_code = fx_rates.currency_code
        and {{ business_date('payment_fees.occurred_at') }} = fx_rates.rate_date
    where {{ business_date('payment_fees.occurred_at') }} <= as_of.as_of_date

),

billed_and_collected as (

    select * from billed
    union all
    select * from collected

)

select
    customer_key,
    period_month,
    cast(sum(billed_amount) as {{ type_money() }}) as billed_revenue,
    cast(sum(collected_amount) as {{ type_money() }}) as collected
from billed_and_collected
group by customer_key, period_month
