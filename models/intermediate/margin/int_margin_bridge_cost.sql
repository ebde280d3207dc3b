-- Grain: one month: why COGS differs from the month before. Amounts: reporting currency, positive = more margin.
-- Inference of a model used in both months: unit_cost at this month's tokens, volume at last month's cost per
-- token. Other cost: direct = volume; allocated, idle and unattributed = allocation_idle. Models that came or
-- went are left to mix.

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}
    where entry_side = 'cost' and cost_function = 'cogs' and entry_class <> 'cloud_credit'

),

usage_daily as (

    select * from {{ ref('fct_usage_daily') }}

),

month_pairs as (

    select * from {{ ref('int_month_pairs') }}

),

model_costs as (

    select
        period_month,
        provider,
        model,
        cast(sum(amount) as {{ type_money() }}) as cost
    from ledger
    where entry_class = 'inference'
    group by period_month, provider, model

),

model_tokens as (

    select
        period_month,
        provider,
        model,
        cast(sum(tokens) as {{ type_count() }}) as tokens
    from usage_daily
    group by period_month, provider, model

),

model_months as (

    select
        model_costs.period_month,
        model_costs.provider,
        model_costs.model,
        model_costs.cost,
        coalesce(model_tokens.tokens, 0) as tokens
    from model_costs
    left join model_tokens
        on model_costs.period_month = model_tokens.period_month
        and model_costs.provider = model_tokens.provider
        and model_costs.model = model_tokens.model

),

-- this month's tokens at last month's cost per token, for models that both months used
same_models as (

    select
        month_pairs.period_month,
        this_month.cost,
        last_month.cost as cost_before,
        {{ money_from_nano(int_div(
            'cast(' ~ nano_units('last_month.cost') ~ ' as ' ~ type_decimal(20, 0) ~ ')'
            ~ ' * cast(this_month.tokens as ' ~ type_decimal(18, 0) ~ ')',
            'last_month.tokens'
        )) }} as cost_at_old_unit_cost
    from month_pairs
    left join model_months as this_month on month_pairs.period_month = this_month.period_month
    left join model_months as last_month
        on month_pairs.previous_month = last_month.period_month
        and this_month.provider = last_month.provider
        and this_month.model = last_month.model
    where last_month.tokens > 0 and this_month.tokens > 0

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
    where entry_class <> 'inference'
    group by period_month

)

select
    month_pairs.period_month,
    coalesce(inference_effects.unit_cost, 0) as unit_cost,
    cast(
        coalesce(inference_effects.volume, 0)
        + coalesce(other_before.direct_cost, 0) - coalesce(other_now.direct_cost, 0)
        as {{ type_money() }}
    ) as volume,
    cast(
        coalesce(other_before.spread_cost, 0) - coalesce(other_now.spread_cost, 0) as {{ type_money() }}
    ) as allocation_idle
from month_pairs
left join inference_effects on month_pairs.period_month = inference_effects.period_month
left join other_costs as other_now on month_pairs.period_month = other_now.period_month
left join other_costs as other_before on month_pairs.previous_month = other_before.period_month
