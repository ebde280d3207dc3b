-- Grain: customer x day x feature, only where the customer has several subscriptions and the feature goes by another
-- one than int_customer_plan_daily says: the one whose price covers the feature; of several such the one with the
-- largest daily revenue, then the lowest key. No amounts.
-- A subscription that no tier link names covers nothing: its features follow the customer's plan.

with subscription_plans as (

    select * from {{ ref('int_subscription_plan_daily') }}
    where is_authority and customer_key not like '(%'

),

contract_items as (

    select * from {{ ref('int_contract_items') }}

),

contract_features as (

    select * from {{ ref('int_contract_features') }}

),

customer_plans as (

    select * from {{ ref('int_customer_plan_daily') }}

),

shared_days as (

    select
        customer_key,
        service_date
    from subscription_plans
    group by customer_key, service_date
    having count(*) > 1

),

-- one day to many subscriptions by intent
side_by_side as (

    select subscription_plans.*
    from shared_days
    left join subscription_plans
        on shared_days.customer_key = subscription_plans.customer_key
        and shared_days.service_date = subscription_plans.service_date
    where subscription_plans.tier_key <> '(none)'

),

covering_prices as (

    select
        contract_items.subscription_key,
        contract_items.start_date,
        contract_items.end_date,
        contract_features.feature_key
    from contract_items
    left join contract_features
        on contract_items.subscription_key = contract_features.subscription_key
        and contract_items.price_native_id = contract_features.price_native_id
    where contract_features.feature_key is not null

),

-- one subscription to many prices by intent; a price covers on the days on which it is on the contract
ranked as (

    select
        side_by_side.customer_key,
        side_by_side.service_date,
        covering_prices.feature_key,
        side_by_side.subscription_key,
        side_by_side.tier_key,
        row_number() over (
            partition by side_by_side.customer_key, side_by_side.service_date, covering_prices.feature_key
            order by
                case when side_by_side.net_mrr > 0 then 0 else 1 end,
                side_by_side.net_price desc, side_by_side.subscription_key
        ) as plan_rank
    from side_by_side
    left join covering_prices on side_by_side.subscription_key = covering_prices.subscription_key
    where side_by_side.service_date >= covering_prices.start_date
        and (covering_prices.end_date is null or side_by_side.service_date < covering_prices.end_date)

)

select
    ranked.customer_key,
    ranked.service_date,
    ranked.feature_key,
    ranked.subscription_key,
    ranked.tier_key
from ranked
left join customer_plans
    on ranked.customer_key = customer_plans.customer_key
    and ranked.service_date = customer_plans.service_date
where ranked.plan_rank = 1
    and ranked.subscription_key <> customer_plans.subscription_key
