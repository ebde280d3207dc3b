-- Grain: scenario x month of the base period x customer x tier: baseline and scenario side by side.
-- Amounts: reporting currency. Scenario = baseline + (rated as proposed - rated as it is): what rating cannot
-- explain stays in both. Without levers both sides are the ledger's figures.

with baseline as (

    select * from {{ ref('int_scenario_baseline') }}

),

model_costs as (

    select * from {{ ref('int_scenario_model_costs') }}

),

prices as (

    select * from {{ ref('int_scenario_prices') }}

),

payment_fees as (

    select * from {{ ref('int_scenario_payment_fees') }}

),

every_change as (

    select
        scenario_id,
        period_month,
        customer_key,
        tier_key,
        revenue as baseline_revenue,
        cost as baseline_cost,
        avoidable_cost,
        cast(0 as {{ type_money() }}) as price_change,
        cast(0 as {{ type_money() }}) as model_cost_change,
        cast(0 as {{ type_money() }}) as fee_change
    from baseline

    union all

    select
        scenario_id,
        period_month,
        customer_key,
        tier_key,
        cast(0 as {{ type_money() }}) as baseline_revenue,
        cast(0 as {{ type_money() }}) as baseline_cost,
        cast(0 as {{ type_money() }}) as avoidable_cost,
        cast(0 as {{ type_money() }}) as price_change,
        scenario_ai_cost - ai_cost as model_cost_change,
        cast(0 as {{ type_money() }}) as fee_change
    from model_costs

    union all

    select
        scenario_id,
        period_month,
        customer_key,
        tier_key,
        cast(0 as {{ type_money() }}) as baseline_revenue,
        cast(0 as {{ type_money() }}) as baseline_cost,
        cast(0 as {{ type_money() }}) as avoidable_cost,
        revenue_change as price_change,
        cast(0 as {{ type_money() }}) as model_cost_change,
        cast(0 as {{ type_money() }}) as fee_change
    from prices

    union all

    select
        scenario_id,
        period_month,
        customer_key,
        tier_key,
        cast(0 as {{ type_money() }}) as baseline_revenue,
        cast(0 as {{ type_money() }}) as baseline_cost,
        cast(0 as {{ type_money() }}) as avoidable_cost,
        cast(0 as {{ type_money() }}) as price_change,
        cast(0 as {{ type_money() }}) as model_cost_change,
        fee_change
    from payment_fees

),

sums as (

    select
        scenario_id,
        period_month,
        customer_key,
        tier_key,
        cast(sum(baseline_revenue) as {{ type_money() }}) as baseline_revenue,
        cast(sum(baseline_cost) as {{ type_money() }}) as baseline_cost,
        cast(sum(avoidable_cost) as {{ type_money() }}) as avoidable_cost,
        cast(sum(price_change) as {{ type_money() }}) as price_change,
        cast(sum(model_cost_change) as {{ type_money() }}) as model_cost_change,
        cast(sum(fee_change) as {{ type_money() }}) as fee_change
    from every_change
    group by scenario_id, period_month, customer_key, tier_key

)

select
    scenario_id,
    period_month,
    customer_key,
    tier_key,
    baseline_revenue,
    baseline_cost,
    cast(baseline_revenue + price_change as {{ type_money() }}) as scenario_revenue,
    cast(baseline_cost + model_cost_change + fee_change as {{ type_money() }}) as scenario_cost,
    cast(avoidable_cost + model_cost_change + fee_change as {{ type_money() }}) as scenario_avoidable_cost,
    price_change,
    model_cost_change,
    fee_change
from sums
