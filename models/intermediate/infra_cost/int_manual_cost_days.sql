-- Grain: one row of seeds/business/manual_costs.csv x UTC day of its month. amount: currency_code, equal parts that
-- sum to the row. stated_cost_function is null where the row leaves it to the policy.

with manual_costs as (

    select * from {{ ref('stg_pricing__manual_costs') }}

),

days_of_month as (

    select units.digit + 10 * tens.digit as days
    from ({{ digits() }}) as units
    cross join ({{ digits() }}) as tens
    where units.digit + 10 * tens.digit < 31

),

-- equal rows of the seed are one row here, so that a copied line is neither lost nor split twice
summed as (

    select
        {{ surrogate_key(['month', 'entry_class', 'cost_pool', 'currency', 'cost_function']) }} as manual_key,
        {{ month_start('month') }} as first_day,
        {{ month_end('month') }} as last_day,
        entry_class,
        coalesce(nullif(cost_pool, ''), '(unattributed)') as cost_pool,
        nullif(cost_function, '') as stated_cost_function,
        currency as currency_code,
        cast(sum(amount) as {{ type_money() }}) as month_amount
    from manual_costs
    group by month, entry_class, cost_pool, currency, cost_function

),

dated as (

    select
        summed.*,
        {{ date_add_days('summed.first_day', 'days_of_month.days') }} as service_date
    from summed
    cross join days_of_month
    where days_of_month.days <= coalesce({{ days_between('summed.first_day', 'summed.last_day') }}, 0)

)

select
    manual_key,
    service_date,
    entry_class,
    cost_pool,
    stated_cost_function,
    {{ split_money('month_amount', '1', partition_by=['manual_key'], order_by=['service_date']) }} as amount,
    currency_code
from dated
