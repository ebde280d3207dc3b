-- Grain: scenario x rated contract month that a list_price lever touches. Amounts: reporting currency.
-- net_mrr and proposed_net_mrr: monthly price after discounts as it is and as proposed (a discount keeps its share of
-- the list price); revenue_change: their difference for the days that the contract ran in the month. A lever finds a
-- price by the tier of the price, its change is told in the tier of the subscription, where the ledger has its revenue.

with rated as (

    select * from {{ ref('int_rated_contract_months') }}

),

customer_segments as (

    select * from {{ ref('int_customer_segments_monthly') }}

),

scenario_states as (

    select * from {{ ref('int_scenario_states') }}
    where not_computed_because is null

),

levers as (

    select * from {{ ref('int_scenario_levers') }}
    where lever = 'list_price'

),

step_0 as (

    select
        scenario_states.scenario_id,
        rated.*,
        coalesce(customer_segments.segment, '(none)') as segment,
        rated.list_mrr as proposed_list_mrr
    from scenario_states
    cross join rated
    left join customer_segments
        on rated.customer_key = customer_segments.customer_key
        and rated.period_month = customer_segments.period_month
    where rated.period_month >= scenario_states.base_start_month
        and rated.period_month <= scenario_states.base_end_month

){% for step in range(1, scenario_steps() + 1) %},

step_{{ step }} as (

    select
        items.scenario_id,
        items.subscription_key,
        items.price_native_id,
        items.customer_key,
        items.tier_key,
        items.plan_tier_key,
        items.period_month,
        items.start_date,
        items.billing_months,
        items.active_days,
        items.days_in_month,
        items.list_mrr,
        items.net_mrr,
        items.segment,
        case levers.change
            when 'percent' then {{ percent_changed('items.proposed_list_mrr', 'levers.value') }}
            else items.proposed_list_mrr
        end as proposed_list_mrr
    from step_{{ step - 1 }} as items
    left join levers
        on levers.lever_number = {{ step }}
        and items.scenario_id = levers.scenario_id
        and (levers.tier_key is null or levers.tier_key = items.tier_key)
        and (levers.segment is null or levers.segment = items.segment)
        and (not levers.has_customer_scope or levers.customer_key = items.customer_key)
        and (levers.from_month is null or levers.from_month <= items.period_month)
        and (levers.to_month is null or levers.to_month >= items.period_month)
        and (coalesce(levers.applies_to, 'all') <> 'new' or items.start_date >= levers.from_month)
        and (
            coalesce(levers.applies_to, 'all') <> 'existing'
            or items.start_date < coalesce(levers.from_month, items.period_month)
        )

){% endfor %},

proposed as (

    select
        step_{{ scenario_steps() }}.*,
        cast(
            proposed_list_mrr
            - {{ money_from_nano(int_div(
                'cast(' ~ nano_units('list_mrr - net_mrr') ~ ' as ' ~ type_decimal(19, 0) ~ ')'
                ~ ' * cast(' ~ nano_units('proposed_list_mrr') ~ ' as ' ~ type_decimal(19, 0) ~ ')',
                nano_units('list_mrr')
            )) }}
            as {{ type_money() }}
        ) as proposed_net_mrr
    from step_{{ scenario_steps() }}
    where proposed_list_mrr <> list_mrr and list_mrr > 0

)

select
    scenario_id,
    subscription_key,
    price_native_id,
    customer_key,
    plan_tier_key as tier_key,
    period_month,
    start_date,
    billing_months,
    net_mrr,
    proposed_net_mrr,
    {{ money_from_nano(int_div(
        nano_units('proposed_net_mrr - net_mrr') ~ ' * active_days', 'days_in_month'
    )) }} as revenue_change
from proposed
