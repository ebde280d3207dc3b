-- Grain: one enabled lever of a computed scenario, numbered in the order in which it acts (by step).
-- value: per unit as the lever says (percent: 10 = 10 percent). A null scope cell means all.

with levers as (

    select * from {{ ref('stg_pricing__scenario_levers') }}
    where enabled

),

scenario_states as (

    select * from {{ ref('int_scenario_states') }}

),

identifier_customers as (

    select * from {{ ref('int_identifier_customers') }}

)

select
    levers.scenario_id,
    cast(
        row_number() over (
            partition by levers.scenario_id, levers.lever
            order by
                levers.step, levers.tier, levers.segment, levers.customer, levers.feature, levers.model, levers.value
        ) as {{ type_of('integer') }}
    ) as lever_number,
    levers.lever,
    levers.change,
    levers.value,
    levers.unit,
    levers.applies_to,
    levers.timing,
    levers.tier as tier_key,
    levers.segment,
    levers.customer is not null as has_customer_scope,
    identifier_customers.customer_key,
    levers.feature as feature_key,
    levers.provider,
    levers.model,
    levers.from_month,
    levers.to_month
from levers
left join scenario_states on levers.scenario_id = scenario_states.scenario_id
left join identifier_customers
    on identifier_customers.node = {{ identity_node_of('levers.customer') }}
where scenario_states.not_computed_because is null
