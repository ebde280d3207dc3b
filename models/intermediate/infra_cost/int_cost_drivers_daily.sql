-- Grain: driver x UTC day x customer x feature. weight: the whole-number share by which a pool of that driver is
-- divided; always above zero. Tokens and calls of nobody we know keep their weight under `(unattributed)`: other
-- customers do not pay for them. paying_customers weighs every paying customer of the day one.

with usage_daily as (

    select * from {{ ref('int_usage_daily_resolved') }}

),

customer_plans as (

    select * from {{ ref('int_customer_plan_daily') }}

),

drivers as (

    select 'tokens' as driver, service_date, customer_key, feature_key, sum(tokens) as weight
    from usage_daily
    group by service_date, customer_key, feature_key
    union all
    select 'calls' as driver, service_date, customer_key, feature_key, sum(calls) as weight
    from usage_daily
    group by service_date, customer_key, feature_key
    union all
    select distinct 'paying_customers' as driver, service_date, customer_key, '(none)' as feature_key, 1 as weight
    from customer_plans
    where is_paying

)

select
    driver,
    service_date,
    customer_key,
    feature_key,
    cast(weight as {{ type_count() }}) as weight
from drivers
where weight > 0
