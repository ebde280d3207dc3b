-- Grain: one scenario of the seeds with whether it is computed and, if not, why. No amounts.
-- A scenario that asks for something the engine does not compute is named, never computed in part.

with scenarios as (

    select * from {{ ref('stg_pricing__scenarios') }}

),

levers as (

    select * from {{ ref('stg_pricing__scenario_levers') }}
    where enabled

),

lever_counts as (

    select
        scenario_id,
        count(*) as levers,
        sum(case when lever in ('list_price', 'model_cost') then 0 else 1 end) as levers_not_computed,
        min(case when lever in ('list_price', 'model_cost') then null else lever end) as first_lever_not_computed,
        sum(case when usage_band is not null or plan_id is not null or cost_pool is not null or ramp_months > 0
            or share_pct is not null then 1 else 0 end) as scopes_not_computed
    from levers
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
        when lever_counts.levers_not_computed > 0
            then 'lever ' || lever_counts.first_lever_not_computed || ' is not computed yet'
        when lever_counts.scopes_not_computed > 0
            then 'usage_band, plan_id, cost_pool, share_pct and ramp_months are not computed yet'
        when lever_counts.levers > {{ scenario_steps() }} then 'more than {{ scenario_steps() }} levers'
    end as not_computed_because
from scenarios
left join lever_counts on scenarios.scenario_id = lever_counts.scenario_id
