-- Grain: as int_scenario_baseline, cells with inference cost only. scenario_ai_cost: reporting currency, inference
-- cost after all model_cost levers of the scenario, each acting on what the lever before it left.

with baseline as (

    select * from {{ ref('int_scenario_baseline') }}
    where ai_cost <> 0

),

customer_segments as (

    select * from {{ ref('int_customer_segments_monthly') }}

),

levers as (

    select * from {{ ref('int_scenario_levers') }}
    where lever = 'model_cost'

),

step_0 as (

    select
        baseline.*,
        coalesce(customer_segments.segment, '(none)') as segment,
        baseline.ai_cost as scenario_ai_cost
    from baseline
    left join customer_segments
        on baseline.customer_key = customer_segments.customer_key
        and baseline.period_month = customer_segments.period_month

){% for step in range(1, scenario_steps() + 1) %},

step_{{ step }} as (

    select
        cells.scenario_id,
        cells.period_month,
        cells.customer_key,
        cells.feature_key,
        cells.tier_key,
        cells.provider,
        cells.model,
        cells.segment,
        cells.ai_cost,
        case levers.change
            when 'percent' then {{ percent_changed('cells.scenario_ai_cost', 'levers.value') }}
            else cells.scenario_ai_cost
        end as scenario_ai_cost
    from step_{{ step - 1 }} as cells
    left join levers
        on levers.lever_number = {{ step }}
        and cells.scenario_id = levers.scenario_id
        and (levers.tier_key is null or levers.tier_key = cells.tier_key)
        and (levers.segment is null or levers.segment = cells.segment)
        and (not levers.has_customer_scope or levers.customer_key = cells.customer_key)
        and (levers.feature_key is null or levers.feature_key = cells.feature_key)
        and (levers.provider is null or levers.provider = cells.provider)
        and (levers.model is null or levers.model = cells.model)
        and (levers.from_month is null or levers.from_month <= cells.period_month)
        and (levers.to_month is null or levers.to_month >= cells.period_month)

){% endfor %}

select
    scenario_id,
    period_month,
    customer_key,
    feature_key,
    tier_key,
    provider,
    model,
    ai_cost,
    scenario_ai_cost
from step_{{ scenario_steps() }}
