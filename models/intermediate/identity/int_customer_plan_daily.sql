-- Grain: one row per customer and day on which a subscription ran, up to the day the figures are seen from.
-- list_mrr and net_mrr: reporting currency per month, all subscriptions of the customer together; a trial promises
-- nothing and counts as zero. The tier is that of the subscription with the largest daily revenue after discounts, then
-- of the lowest key; paid ones first, and one that no tier link names last. is_trial says that the customer has a trial
-- and pays for nothing else. int_customer_feature_plan_daily holds the features that go by another subscription.
-- Only the subscriptions of the revenue authority count, so that two billers do not double a contract; those of nobody
-- we know give no tier to the usage of others that nobody knows.

with subscription_plans as (

    select * from {{ ref('int_subscription_plan_daily') }}
    where is_authority

),

ranked as (

    select
        subscription_plans.*,
        row_number() over (
            partition by customer_key, service_date
            order by
                case when tier_key = '(none)' then 1 else 0 end,
                case when net_mrr > 0 then 0 else 1 end,
                net_price desc, subscription_key
        ) as plan_rank,
        max(case when is_trial then 1 else 0 end) over (partition by customer_key, service_date) as trials,
        cast(sum(list_mrr) over (partition by customer_key, service_date) as {{ type_money() }}) as customer_list_mrr,
        cast(sum(net_mrr) over (partition by customer_key, service_date) as {{ type_money() }}) as customer_net_mrr
    from subscription_plans

)

select
    customer_key,
    service_date,
    case when customer_key like '(%' then '(none)' else subscription_key end as subscription_key,
    case when customer_key like '(%' then '(none)' else tier_key end as tier_key,
    customer_net_mrr > 0 as is_paying,
    trials > 0 and customer_net_mrr <= 0 as is_trial,
    customer_list_mrr as list_mrr,
    customer_net_mrr as net_mrr
from ranked
where plan_rank = 1
