-- Grain: one customer x month: how its revenue differs from the month before. Amounts: reporting currency.
-- subscription_part: the bridge part that holds its subscriptions: price where it paid for the same tier and as many
-- subscriptions all through both months, volume where it or one of them came or went within these, mix where it changed
-- tier. More or fewer seats on one subscription cannot be told from a price and are in price. Write-offs are excluded.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}
    where entry_side = 'revenue' and entry_class <> 'write_off'

),

month_pairs as (

    select
        period_month,
        previous_month,
        {{ days_between('period_month', date_add_months('period_month', 1)) }} as days,
        {{ days_between('previous_month', date_add_months('previous_month', 1)) }} as previous_days
    from {{ ref('int_month_pairs') }}

),

-- a customer who changed tier within the month has two
customer_months as (

    select
        customer_key,
        period_month,
        min(case when entry_class = 'subscription' then tier_key end) as first_tier,
        max(case when entry_class = 'subscription' then tier_key end) as last_tier,
        cast(count(distinct case
            when entry_class = 'subscription' then {{ surrogate_key(['subscription_key', 'service_date']) }}
        end) as {{ type_count() }}) as subscription_days,
        cast(sum(case when entry_class = 'subscription' then amount else 0 end) as {{ type_money() }}) as subscription,
        cast(sum(case
            when entry_class in ('usage', 'overage', 'minimum', 'prepaid_drawdown', 'breakage') then amount
            else 0
        end) as {{ type_money() }}) as usage,
        cast(
            sum(
                case when entry_class in ('discount', 'credit', 'refund', 'dispute') then amount else 0 end
            ) as {{ type_money() }}
        ) as reductions,
        cast(sum(case when entry_class = 'one_time' then amount else 0 end) as {{ type_money() }}) as one_time
    from ledger
    group by customer_key, period_month

),

-- each customer month appears as this month (+) and as the month before the next one (-); its days of subscription are
-- weighted with the length of the other month, so that whole months weigh the same. A fee without a period is one day
-- in each month: as many days are no change either.
both_sides as (

    select
        month_pairs.period_month,
        customer_months.customer_key,
        customer_months.first_tier || '/' || customer_months.last_tier as tier_now,
        cast(null as {{ type_of('text') }}) as tier_before,
        customer_months.subscription_days as days_now,
        cast(0 as {{ type_count() }}) as days_before,
        customer_months.subscription_days * month_pairs.previous_days as weight_change,
        customer_months.subscription as subscription_now,
        cast(0 as {{ type_money() }}) as subscription_before,
        customer_months.usage as usage_change,
        customer_months.reductions as reductions_change,
        customer_months.one_time as one_time_change
    from month_pairs
    left join customer_months on month_pairs.period_month = customer_months.period_month

    union all

    select
        month_pairs.period_month,
        customer_months.customer_key,
        cast(null as {{ type_of('text') }}) as tier_now,
        customer_months.first_tier || '/' || customer_months.last_tier as tier_before,
        cast(0 as {{ type_count() }}) as days_now,
        customer_months.subscription_days as days_before,
        -customer_months.subscription_days * month_pairs.days as weight_change,
        cast(0 as {{ type_money() }}) as subscription_now,
        customer_months.subscription as subscription_before,
        -customer_months.usage as usage_change,
        -customer_months.reductions as reductions_change,
        -customer_months.one_time as one_time_change
    from month_pairs
    left join customer_months on month_pairs.previous_month = customer_months.period_month

),

customer_changes as (

    select
        period_month,
        customer_key,
        max(tier_now) as tier_now,
        max(tier_before) as tier_before,
        sum(days_now) as days_now,
        sum(days_before) as days_before,
        sum(weight_change) as weight_change,
        cast(sum(subscription_now) as {{ type_money() }}) as subscription_now,
        cast(sum(subscription_before) as {{ type_money() }}) as subscription_before,
        cast(sum(usage_change) as {{ type_money() }}) as usage_change,
        cast(sum(reductions_change) as {{ type_money() }}) as reductions_change,
        cast(sum(one_time_change) as {{ type_money() }}) as one_time_change
    from both_sides
    group by period_month, customer_key

)

select
    period_month,
    customer_key,
    case
        when subscription_now = 0 or subscription_before = 0 then 'volume'
        when tier_now <> tier_before then 'mix'
        when days_now <> days_before and weight_change <> 0 then 'volume'
        else 'price'
    end as subscription_part,
    cast(subscription_now - subscription_before as {{ type_money() }}) as subscription_change,
    usage_change,
    reductions_change,
    one_time_change
from customer_changes
where customer_key is not null
