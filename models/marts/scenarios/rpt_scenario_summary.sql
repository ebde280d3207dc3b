-- Grain: scenario_id x period_month of its base period; a scenario that is not computed has one row with the reason
-- and no figures. Amounts: reporting currency, the whole company. break_even_churn_ratio: the share of the repriced
-- customers that may leave before the price change earns nothing, when their usage and dedicated cost leaves too; null
-- where they would be missed by nobody, as customers who cost more than they pay.

with scenario_customer_tiers as (

    select * from {{ ref('int_scenario_customer_tiers') }}

),

scenario_states as (

    select * from {{ ref('int_scenario_states') }}

),

completeness as (

    select * from {{ ref('int_completeness') }}

),

customer_months as (

    select
        scenario_id,
        period_month,
        customer_key,
        cast(sum(baseline_revenue) as {{ type_money() }}) as baseline_revenue,
        cast(sum(baseline_cost) as {{ type_money() }}) as baseline_cost,
        cast(sum(scenario_revenue) as {{ type_money() }}) as scenario_revenue,
        cast(sum(scenario_cost) as {{ type_money() }}) as scenario_cost,
        cast(sum(scenario_avoidable_cost) as {{ type_money() }}) as scenario_avoidable_cost,
        cast(sum(price_change) as {{ type_money() }}) as price_change,
        cast(sum(fee_change) as {{ type_money() }}) as fee_change,
        cast(sum(model_cost_change) as {{ type_money() }}) as model_cost_change
    from scenario_customer_tiers
    group by scenario_id, period_month, customer_key

),

sums as (

    select
        scenario_id,
        period_month,
        cast(sum(baseline_revenue) as {{ type_money() }}) as baseline_revenue,
        cast(sum(baseline_cost) as {{ type_money() }}) as baseline_cost,
        cast(sum(scenario_revenue) as {{ type_money() }}) as scenario_revenue,
        cast(sum(scenario_cost) as {{ type_money() }}) as scenario_cost,
        cast(sum(price_change) as {{ type_money() }}) as price_change,
        cast(sum(fee_change) as {{ type_money() }}) as fee_change,
        cast(sum(model_cost_change) as {{ type_money() }}) as model_cost_change,
        cast(
            sum(case when price_change <> 0 and customer_key not like '(%' then 1 else 0 end) as {{ type_count() }}
        ) as customers_repriced,
        cast(
            sum(case when price_change <> 0 then price_change - fee_change else 0 end) as {{ type_money() }}
        ) as repriced_gain,
        cast(
            sum(
                case when price_change <> 0 then scenario_revenue - scenario_avoidable_cost else 0 end
            ) as {{ type_money() }}
        ) as repriced_contribution,
        cast(sum(case
            when customer_key not like '(%' and scenario_revenue > 0
                and baseline_revenue >= baseline_cost and scenario_revenue < scenario_cost then 1
            else 0
        end) as {{ type_count() }}) as newly_unprofitable_customers
    from customer_months
    group by scenario_id, period_month

)

select
    scenario_states.scenario_id,
    sums.period_month,
    scenario_states.name as scenario_name,
    scenario_states.mode,
    coalesce(
        scenario_states.not_computed_because,
        case when sums.scenario_id is null then 'the ledger has no figures in base_period' end
    ) as not_computed_because,
    {{ scenario_columns() }},
    sums.price_change,
    sums.fee_change,
    sums.model_cost_change,
    sums.customers_repriced,
    case
        when has_revenue and has_cost and repriced_gain > 0 and repriced_contribution >= repriced_gain
            then {{ ratio('repriced_gain', 'repriced_contribution') }}
    end as break_even_churn_ratio,
    case when has_revenue and has_cost then newly_unprofitable_customers end as newly_unprofitable,
    '{{ var("reporting_currency") }}' as currency_code
from scenario_states
cross join {{ ref('int_as_of') }} as as_of
left join sums on scenario_states.scenario_id = sums.scenario_id
left join completeness on coalesce(sums.period_month, as_of.latest_month) = completeness.covered_month
