-- Grain: tier x period_month, by the tier of each day. Amounts: reporting currency. Special members are rows, so the
-- mart sums to the ledger. customers: those with revenue in the tier; customers_unprofitable: those whose cost in
-- the tier exceeds it; special members are no customers. A customer who changed tier in the month is one of both.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}

),

completeness as (

    select * from {{ ref('int_completeness') }}

),

sums as (

    select
        tier_key,
        period_month,
        {{ margin_sums() }}
    from ledger
    group by tier_key, period_month

),

customer_sums as (

    select
        tier_key,
        period_month,
        customer_key,
        {{ margin_sums() }}
    from ledger
    where customer_key not like '(%'
    group by tier_key, period_month, customer_key

),

customer_counts as (

    select
        tier_key,
        period_month,
        cast(sum(case when revenue > 0 then 1 else 0 end) as {{ type_count() }}) as customers,
        cast(
            sum(case when revenue > 0 and cost > revenue then 1 else 0 end) as {{ type_count() }}
        ) as customers_unprofitable
    from customer_sums
    group by tier_key, period_month

)

select
    sums.tier_key,
    sums.period_month,
    {{ margin_columns() }},
    case when has_cost then metered_cost end as metered_cost,
    case when has_revenue then coalesce(customer_counts.customers, 0) end as customers,
    case
        when has_revenue and has_cost then coalesce(customer_counts.customers_unprofitable, 0)
    end as customers_unprofitable,
    '{{ var("reporting_currency") }}' as currency_code
from sums
left join completeness on sums.period_month = completeness.covered_month
left join customer_counts
    on sums.tier_key = customer_counts.tier_key
    and sums.period_month = customer_counts.period_month
