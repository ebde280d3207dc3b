-- Grain: one scenario; percentages as written (10 is 10 percent). base_start_month and base_end_month are the first and
-- the last month of base_period. A scenario with any refused row, its own or a lever's, is left out as a whole.
with

scenarios as (

    {{ good_rows('scenarios') }}

),

broken_scenarios as (

    select distinct scenario_id
    from {{ ref('stg_pricing__seed_issues') }}
    where scenario_id is not null

),

final as (

    select
        scenarios.*,
        {{ safe_date("substr(scenarios.base_period, 1, 7) || '-01'") }} as base_start_month,
        {{ safe_date(
            "substr(scenarios.base_period, length(scenarios.base_period) - 6, 7) || '-01'"
        ) }} as base_end_month
    from scenarios
    left join broken_scenarios on scenarios.scenario_id = broken_scenarios.scenario_id
    where broken_scenarios.scenario_id is null

)

select * from final
