-- Grain: one pool day x the customer and feature that bear a part of it. amount: currency_code; the parts sum to the
-- pool day to the last unit. A pool without a driver, or on a day when its driver is zero, goes whole to its special
-- member, and rule_id says so; it says too where the driver itself is use by nobody known.

with pools_daily as (

    select * from {{ ref('int_cost_pools_daily') }}

),

drivers as (

    select * from {{ ref('int_cost_drivers_daily') }}

),

shared as (

    select
        pools_daily.*,
        drivers.customer_key as driver_customer,
        drivers.feature_key as driver_feature,
        drivers.weight,
        case
            when pools_daily.cost_pool_key in ('idle', '(idle)') then '(idle)'
            when pools_daily.cost_pool_key = '(internal)' then '(internal)'
            else '(unattributed)'
        end as special_member
    from pools_daily
    left join drivers
        on pools_daily.driver = drivers.driver
        and pools_daily.service_date = drivers.service_date

)

select
    pool_day_key,
    corridor,
    service_date,
    coalesce(driver_customer, special_member) as customer_key,
    coalesce(driver_feature, special_member) as feature_key,
    cost_pool_key,
    entry_class,
    vendor,
    provider,
    environment,
    stated_cost_function,
    case
        when driver_customer = '(unattributed)' then rule_id || '/by_' || driver || '_of_nobody_known'
        when driver_feature = '(unattributed)' then rule_id || '/by_' || driver || '/feature:unknown_to_its_calls'
        when driver_customer is not null then rule_id || '/by_' || driver
        when driver = 'none' then rule_id || '/no_driver'
        else rule_id || '/no_' || driver || '_that_day'
    end as rule_id,
    cast(coalesce(weight, 0) as {{ type_count() }}) as weight,
    {{ split_money(
        'amount', 'weight', partition_by=['pool_day_key'], order_by=['driver_customer', 'driver_feature']
    ) }} as amount,
    currency_code
from shared
