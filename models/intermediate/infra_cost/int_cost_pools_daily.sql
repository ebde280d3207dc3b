-- Grain: pool x UTC day x source x provider x environment x class x currency: what a driver has to share out, and
-- with it the origin of every allocated entry. amount: currency_code. Excluded: what names its owner already.

with split_days as (

    select * from {{ ref('int_infra_days_split') }} where customer_key is null

),

manual_days as (

    select * from {{ ref('int_manual_cost_days') }}

),

cost_pools as (

    select * from {{ ref('stg_pricing__cost_pools') }}

),

contributions as (

    select
        'infra' as corridor, service_date, cost_pool_key, entry_class, vendor, provider, environment,
        cast(null as {{ type_of('text') }}) as stated_cost_function, rule_id, currency_code, amount
    from split_days
    union all
    select
        'manual' as corridor, service_date, cost_pool as cost_pool_key, entry_class, 'manual_costs' as vendor,
        '(none)' as provider, 'production' as environment, stated_cost_function, 'manual:' || cost_pool as rule_id,
        currency_code, amount
    from manual_days

),

summed as (

    select
        corridor, service_date, cost_pool_key, entry_class, vendor, provider, environment, stated_cost_function,
        rule_id, currency_code, cast(sum(amount) as {{ type_money() }}) as amount
    from contributions
    group by
        corridor, service_date, cost_pool_key, entry_class, vendor, provider, environment, stated_cost_function,
        rule_id, currency_code

)

select
    {{ surrogate_key([
        'summed.corridor', 'summed.service_date', 'summed.cost_pool_key', 'summed.entry_class', 'summed.vendor',
        'summed.provider', 'summed.environment', 'summed.stated_cost_function', 'summed.rule_id', 'summed.currency_code'
    ]) }} as pool_day_key,
    summed.corridor,
    summed.service_date,
    summed.cost_pool_key,
    summed.entry_class,
    summed.vendor,
    summed.provider,
    summed.environment,
    summed.stated_cost_function,
    summed.rule_id,
    coalesce(cost_pools.driver, 'none') as driver,
    cast(summed.amount as {{ type_money() }}) as amount,
    summed.currency_code
from summed
left join cost_pools on summed.cost_pool_key = cost_pools.pool_key
