-- Grain: one row: the last three whole months up to the latest month. Amounts: reporting currency.
-- customers_margin + unassigned_margin = margin: unassigned is what belongs to no customer (unattributed, idle,
-- internal), the line that bridges the customers to the company. A figure that one of the months does not know is null.

with customer_months as (

    select * from {{ ref('fct_customer_margin_monthly') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

last_three as (

    select customer_months.*
    from customer_months
    cross join as_of
    where customer_months.period_month > {{ date_add_months('as_of.latest_month', -3) }}
        and customer_months.period_month <= as_of.latest_month

),

sums as (

    select
        min(period_month) as first_month,
        max(period_month) as last_month,
        {{ sum_if_all_known('revenue') }} as revenue,
        {{ sum_if_all_known('billed_revenue') }} as billed_revenue,
        {{ sum_if_all_known('metered_cost') }} as metered_cost,
        {{ sum_if_all_known('cost') }} as cost,
        {{ sum_if_all_known('gross_margin') }} as margin,
        cast(
            sum(case when customer_key like '(%' then 0 else gross_margin end) as {{ type_money() }}
        ) as customers_margin,
        cast(
            sum(case when customer_key like '(%' then gross_margin else 0 end) as {{ type_money() }}
        ) as unassigned_margin,
        cast(sum(case when customer_key = '(idle)' then cost else 0 end) as {{ type_money() }}) as idle_cost,
        cast(
            sum(case when customer_key = '(unattributed)' then cost else 0 end) as {{ type_money() }}
        ) as unattributed_cost,
        {{ worst_completeness('revenue_completeness') }} as revenue_completeness,
        {{ worst_completeness('cost_completeness') }} as cost_completeness
    from last_three

)

select
    first_month,
    last_month,
    revenue,
    billed_revenue,
    metered_cost,
    cast(billed_revenue - metered_cost as {{ type_money() }}) as metered_margin,
    {{ ratio('billed_revenue - metered_cost', 'billed_revenue') }} as metered_margin_ratio,
    cost,
    margin,
    case when revenue > 0 then {{ ratio('margin', 'revenue') }} end as margin_ratio,
    case when margin is not null then customers_margin end as customers_margin,
    case when margin is not null then unassigned_margin end as unassigned_margin,
    case when cost_completeness in ('complete', 'no_ai') then idle_cost end as idle_cost,
    case when cost is not null then unattributed_cost end as unattributed_cost,
    revenue_completeness,
    cost_completeness,
    '{{ var("reporting_currency") }}' as currency_code
from sums
