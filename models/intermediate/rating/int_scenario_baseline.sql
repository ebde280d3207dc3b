-- Grain: scenario x month of its base period x customer x feature x tier x provider x model: what really happened.
-- Amounts: reporting currency, revenue without write-offs and COGS before cloud credits, straight from the ledger.
-- avoidable_cost: the part that would fall away with the customer (usage and dedicated cost).

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}

),

scenario_states as (

    select * from {{ ref('int_scenario_states') }}
    where not_computed_because is null

),

money as (

    select
        period_month,
        customer_key,
        feature_key,
        tier_key,
        provider,
        model,
        {{ margin_sums() }},
        cast(sum(case
            when entry_side = 'cost' and cost_function = 'cogs' and entry_class <> 'cloud_credit'
                and cost_behaviour in ('usage', 'dedicated') then amount
            else 0
        end) as {{ type_money() }}) as avoidable_cost
    from ledger
    group by period_month, customer_key, feature_key, tier_key, provider, model

)

-- many to many by intent: each scenario sees each month of its own base period
select
    scenario_states.scenario_id,
    money.period_month,
    money.customer_key,
    money.feature_key,
    money.tier_key,
    money.provider,
    money.model,
    money.revenue,
    money.cost,
    money.ai_cost,
    money.avoidable_cost
from scenario_states
cross join money
where money.period_month >= scenario_states.base_start_month
    and money.period_month <= scenario_states.base_end_month
