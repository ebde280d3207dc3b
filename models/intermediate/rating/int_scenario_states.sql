-- Grain: one scenario of the seeds with whether it is computed and, if not, why. No amounts.
-- A scenario that asks for something the engine does not compute is named, never computed in part.

with scenarios as (

    select * from {{ ref('stg_pricing__scenarios') }}

),

levers as (

    select * from {{ ref('stg_pricing__scenario_levers') }}
    where enabled

),

refused_levers as (

    select distinct scenario_id
    from {{ ref('stg_pricing__scenario_levers_checked') }}
    where issue_column is not null and coalesce(enabled, true)

),

known_customers as (

    select node from {{ ref('int_identifier_customers') }}

),

judged_levers as (

    select
        levers.scenario_id,
        case
            when levers.lever not in ('list_price', 'model_cost')
                then 'lever ' || levers.lever || ' is not computed yet'
            when levers.change <> 'percent'
                then 'change ' || levers.change || ' of ' || levers.lever || ' is not computed yet, only percent'
            when levers.usage_band is not null or levers.plan_id is not null or levers.cost_pool is not null
                or levers.ramp_months > 0 or levers.share_pct is not null
                then 'usage_band, plan_id, cost_pool, share_pct and ramp_months are not computed yet'
            when levers.lever = 'list_price' and levers.timing = 'at_renewal'
                then 'list_price at renewal is not computed yet, only immediate'
            when levers.lever = 'list_price' and coalesce(levers.feature, levers.provider, levers.model) is not null
                then 'list_price of one feature, provider or model is not computed yet'
            when levers.lever = 'model_cost' and (levers.applies_to <> 'all' or levers.timing = 'at_renewal')
                then 'model_cost of new or existing contracts, or at renewal, is not computed yet'
            when levers.applies_to <> 'all' and levers.from_month is null
                then 'applies_to ' || levers.applies_to || ' says nothing without from_month'
            when levers.customer is not null and known_customers.node is null
                then 'customer ' || levers.customer || ' is not known'
        end as reason
    from levers
    left join known_customers on known_customers.node = {{ identity_node_of('levers.customer') }}

),

lever_counts as (

    select
        scenario_id,
        count(*) as levers,
        min(reason) as first_reason
    from judged_levers
    group by scenario_id

)

select
    scenarios.scenario_id,
    scenarios.name,
    scenarios.mode,
    scenarios.status,
    scenarios.base_start_month,
    scenarios.base_end_month,
    coalesce(lever_counts.levers, 0) as levers,
    case
        when scenarios.mode <> 'replay' then 'mode ' || scenarios.mode || ' is not computed yet, only replay'
        when refused_levers.scenario_id is not null then 'a row of scenario_levers.csv was refused'
        when lever_counts.first_reason is not null then lever_counts.first_reason
        when lever_counts.levers > {{ scenario_steps() }} then 'more than {{ scenario_steps() }} levers'
    end as not_computed_because
from scenarios
left join lever_counts on scenarios.scenario_id = lever_counts.scenario_id
left join refused_levers on scenarios.scenario_id = refused_levers.scenario_id
