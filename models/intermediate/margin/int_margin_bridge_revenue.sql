-- Grain: one month: why revenue differs from the month before. Amounts: reporting currency, positive = more margin.
-- price: customers who paid for the same tier in both months; volume: customers who came or went, and all usage
-- and drawdowns; discount_credit and one_time: their own classes. Customers who changed tier are left to mix.

with month_pairs as (

    select * from {{ ref('int_month_pairs') }}

),

customer_changes as (

    select * from {{ ref('int_margin_bridge_customers') }}

),

sums as (

    select
        period_month,
        sum(case when subscription_part = 'price' then subscription_change else 0 end) as price,
        cast(
            sum(case when subscription_part = 'volume' then subscription_change else 0 end) as {{ type_money() }}
        ) as came_or_went,
        cast(sum(usage_change) as {{ type_money() }}) as usage_change,
        sum(reductions_change) as discount_credit,
        sum(one_time_change) as one_time
    from customer_changes
    group by period_month

)

select
    month_pairs.period_month,
    cast(coalesce(sums.price, 0) as {{ type_money() }}) as price,
    cast(coalesce(sums.came_or_went + sums.usage_change, 0) as {{ type_money() }}) as volume,
    cast(coalesce(sums.discount_credit, 0) as {{ type_money() }}) as discount_credit,
    cast(coalesce(sums.one_time, 0) as {{ type_money() }}) as one_time
from month_pairs
left join sums on month_pairs.period_month = sums.period_month
