-- Grain: one month: why COGS differs from the month before. Amounts: reporting currency, positive = more margin.
-- Inference of a model used in both months: unit_cost at this month's tokens, volume at last month's cost per
-- token. Other cost: direct = volume; allocated, idle and unattributed = allocation_idle. Models that came or
-- went are left to mix.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}
    where entry_side = 'cost' and cost_function = 'cogs' and entry_class not in ('cloud_credit', 'inference')

),

same_models as (

    select * from {{ ref('int_margin_bridge_models') }}

),

month_pairs as (

    select * from {{ ref('int_month_pairs') }}

),

inference_effects as (

    select
        period_month,
        cast(sum(cost_at_old_unit_cost - cost) as {{ type_money() }}) as unit_cost,
        cast(sum(cost_before - cost_at_old_unit_cost) as {{ type_money() }}) as volume
    from same_models
    group by period_month

),

other_costs as (

    select
        period_month,
        cast(sum(case when assignment = 'direct' then amount else 0 end) as {{ type_money() }}) as direct_cost,
        cast(sum(case when assignment <> 'direct' then amount else 0 end) as {{ type_money() }}) as spread_cost
    from ledger
    group by period_month

)

select
    month_pairs.period_month,
    coalesce(inference_effects.unit_cost, 0) as unit_cost,
    cast(
        coalesce(inference_effects.volume, 0)
        + coalesce(costs_before.direct_cost, 0) - coalesce(costs_now.direct_cost, 0)
        as {{ type_money() }}
    ) as volume,
    cast(coalesce(costs_before.spread_cost, 0) - coalesce(costs_now.spread_cost, 0) as {{ type_money() }})
        as allocation_idle
from month_pairs
left join inference_effects on month_pairs.period_month = inference_effects.period_month
left join other_costs as costs_now on month_pairs.period_month = costs_now.period_month
left join other_costs as costs_before on month_pairs.previous_month = costs_before.period_month
