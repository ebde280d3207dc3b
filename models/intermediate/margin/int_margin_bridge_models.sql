-- Grain: one model x month in which it and the month before used tokens: its COGS now, before, and what this month's
-- tokens would have cost at last month's cost per token. Amounts: reporting currency. Tokens are those whose cost is
-- COGS: trial and research use is left out on both sides.

{% set buckets = [
    'input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'cache_write_1h_tokens', 'output_tokens'
] %}

with ledger as (

    select * from {{ ref('fct_margin_ledger') }}
    where entry_side = 'cost' and cost_function = 'cogs' and entry_class = 'inference'

),

cogs_calls as (

    select calls.*
    from {{ ref('int_calls_resolved_daily') }} as calls
    cross join {{ ref('int_as_of') }} as as_of
    where calls.cost_function = 'cogs' and not calls.is_internal and not calls.is_paid_by_caller
        and calls.service_date <= as_of.as_of_date

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
    group by period_month, provider, model

),

model_tokens as (

    select
        {{ month_start('service_date') }} as period_month,
        provider,
        model,
        cast(sum({{ buckets | join(' + ') }}) as {{ type_count() }}) as tokens
    from cogs_calls
    group by {{ month_start('service_date') }}, provider, model

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

)

select
    month_pairs.period_month,
    this_month.provider,
    this_month.model,
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
