-- Grain: paying customer with a negative margin x month, for the latest month and the open month (is_open).
-- Paying: by a contract, or by revenue of the month (usage, packs). loss: reporting currency, positive.
-- unprofitable_since: first month of the present run of losing months. main_driver: the largest cost class of the
-- customer in the month. Months without complete data are left out.

with customer_months as (

    select * from {{ ref('fct_customer_margin_monthly') }}

),

ledger as (

    select * from {{ ref('fct_margin_ledger') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

losing as (

    select
        customer_months.*,
        customers.customer_name,
        customer_months.period_month = as_of.open_month as is_open
    from customer_months
    cross join as_of
    left join customers on customer_months.customer_key = customers.customer_key
    where customer_months.period_month in (as_of.latest_month, as_of.open_month)
        and (customer_months.is_paying or customer_months.revenue > 0)
        and customer_months.customer_key not like '(%'
        and customer_months.gross_margin < 0
        and customer_months.cost_completeness = 'complete'

),

-- the last month in which the customer did not lose money, before the losing one
last_good_months as (

    select
        losing.customer_key,
        losing.period_month,
        max(earlier.period_month) as last_good_month
    from losing
    left join customer_months as earlier
        on losing.customer_key = earlier.customer_key
        and earlier.period_month < losing.period_month
        and earlier.gross_margin >= 0
        and earlier.cost_completeness = 'complete'
    group by losing.customer_key, losing.period_month

),

first_months as (

    select
        last_good_months.customer_key,
        last_good_months.period_month,
        min(run.period_month) as unprofitable_since
    from last_good_months
    left join customer_months as run
        on last_good_months.customer_key = run.customer_key
        and run.period_month <= last_good_months.period_month
        and run.cost_completeness = 'complete'
        and (last_good_months.last_good_month is null or run.period_month > last_good_months.last_good_month)
    group by last_good_months.customer_key, last_good_months.period_month

),

cost_classes as (

    select
        customer_key,
        period_month,
        entry_class,
        row_number() over (
            partition by customer_key, period_month
            order by sum(amount) desc, entry_class
        ) as class_rank
    from ledger
    where entry_side = 'cost' and cost_function = 'cogs'
    group by customer_key, period_month, entry_class

)

select
    losing.customer_key,
    losing.period_month,
    losing.is_open,
    cast(row_number() over (
        partition by losing.period_month
        order by losing.gross_margin, losing.customer_key
    ) as {{ type_count() }}) as rank,
    losing.customer_name,
    losing.tier_key_at_period_end,
    losing.segment,
    losing.revenue,
    losing.cost,
    losing.gross_margin,
    losing.gross_margin_ratio,
    cast(-losing.gross_margin as {{ type_money() }}) as loss,
    losing.certainty,
    cost_classes.entry_class as main_driver,
    first_months.unprofitable_since,
    losing.currency_code
from losing
left join first_months
    on losing.customer_key = first_months.customer_key
    and losing.period_month = first_months.period_month
left join cost_classes
    on losing.customer_key = cost_classes.customer_key
    and losing.period_month = cost_classes.period_month
    and cost_classes.class_rank = 1
