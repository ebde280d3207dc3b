-- Grain: one lever of one scenario; percentages as written (-90 is 90 percent less), a null scope means all.
-- Levers of a scenario that has any refused row are left out with it; a lever is on unless enabled says no.
with

levers as (

    {{ good_rows('scenario_levers') }}

),

broken_scenarios as (

    select distinct scenario_id
    from {{ ref('stg_pricing__seed_issues') }}
    where scenario_id is not null

),

final as (

    select levers.*
    from levers
    left join broken_scenarios on levers.scenario_id = broken_scenarios.scenario_id
    where broken_scenarios.scenario_id is null
        and coalesce(levers.enabled, true)

)

select * from final
