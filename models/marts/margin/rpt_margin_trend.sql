-- Grain: one of the twelve whole months up to the latest month, with growth and the bridge from the month before.
-- Amounts: reporting currency; a bridge part is positive where it raised the margin. The eight parts sum to
-- margin_change: mix is what the named parts leave (customers who changed tier, models that came or went). Without a
-- margin of both months, or where one of them lacks a layer that the other has, there is no growth and no bridge.

with customer_months as (

    select * from {{ ref('fct_customer_margin_monthly') }}

),

revenue_bridge as (

    select * from {{ ref('int_margin_bridge_revenue') }}

),

cost_bridge as (

    select * from {{ ref('int_margin_bridge_cost') }}

),

fx_bridge as (

    select * from {{ ref('int_margin_bridge_fx') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

months as (

    select
        period_month,
        cast(sum(revenue) as {{ type_money() }}) as revenue,
        cast(sum(billed_revenue) as {{ type_money() }}) as billed_revenue,
        cast(sum(metered_cost) as {{ type_money() }}) as metered_cost,
        cast(sum(cost) as {{ type_money() }}) as cost,
        cast(sum(gross_margin) as {{ type_money() }}) as gross_margin,
        min(revenue_completeness) as revenue_completeness,
        min(cost_completeness) as cost_completeness
    from customer_months
    group by period_month

),

changes as (

    select
        months.*,
        months.revenue - before.revenue as revenue_change,
        before.revenue as revenue_before,
        months.cost - before.cost as cost_change,
        before.cost as cost_before,
        months.gross_margin - before.gross_margin as margin_change
    from months
    left join months as before
        on before.period_month = {{ date_add_months('months.period_month', -1) }}
        and before.cost_completeness = months.cost_completeness
        and before.revenue_completeness = months.revenue_completeness

),

bridged as (

    select
        changes.*,
        coalesce(fx_bridge.fx, 0) as bridge_fx,
        revenue_bridge.price - coalesce(fx_bridge.fx_in_price, 0) as bridge_price,
        revenue_bridge.discount_credit - coalesce(fx_bridge.fx_in_discount_credit, 0) as bridge_discount_credit,
        revenue_bridge.one_time - coalesce(fx_bridge.fx_in_one_time, 0) as bridge_one_time,
        revenue_bridge.volume + cost_bridge.volume - coalesce(fx_bridge.fx_in_volume, 0) as bridge_volume,
        cost_bridge.unit_cost - coalesce(fx_bridge.fx_in_unit_cost, 0) as bridge_unit_cost,
        cost_bridge.allocation_idle - coalesce(fx_bridge.fx_in_allocation_idle, 0) as bridge_allocation_idle
    from changes
    left join revenue_bridge on changes.period_month = revenue_bridge.period_month
    left join cost_bridge on changes.period_month = cost_bridge.period_month
    left join fx_bridge on changes.period_month = fx_bridge.period_month

)

select
    bridged.period_month,
    bridged.revenue,
    bridged.billed_revenue,
    bridged.metered_cost,
    bridged.cost,
    bridged.gross_margin,
    case when bridged.revenue > 0 then {{ ratio('bridged.gross_margin', 'bridged.revenue') }} end as gross_margin_ratio,
    {{ ratio('bridged.revenue_change', 'bridged.revenue_before') }} as revenue_growth_ratio,
    {{ ratio('bridged.cost_change', 'bridged.cost_before') }} as cost_growth_ratio,
    cast(bridged.margin_change as {{ type_money() }}) as margin_change,
    {% for part in ['price', 'discount_credit', 'volume', 'unit_cost', 'allocation_idle', 'fx', 'one_time'] %}
    cast(case when bridged.margin_change is not null then bridged.bridge_{{ part }} end as {{ type_money() }})
        as bridge_{{ part }},
    {% endfor %}
    cast(
        bridged.margin_change - bridged.bridge_price - bridged.bridge_discount_credit - bridged.bridge_volume
        - bridged.bridge_unit_cost - bridged.bridge_allocation_idle - bridged.bridge_fx - bridged.bridge_one_time
        as {{ type_money() }}
    ) as bridge_mix,
    bridged.revenue_completeness,
    bridged.cost_completeness,
    '{{ var("reporting_currency") }}' as currency_code
from bridged
cross join as_of
where bridged.period_month <= as_of.latest_month
    and bridged.period_month > {{ date_add_months('as_of.latest_month', -12) }}
