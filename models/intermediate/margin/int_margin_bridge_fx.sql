-- Grain: one month: what a moved exchange rate did to margin, whole (fx) and by the bridge part that holds it until it
-- is taken out there. Amounts: reporting currency, positive = more margin. The month's own foreign amounts, valued
-- at its last day's rate less the rate of the last day of the month before.

{% set parts = ['price', 'volume', 'discount_credit', 'one_time', 'unit_cost', 'allocation_idle'] %}

with ledger as (

    select
        *,
        case when entry_side = 'revenue' then source_amount else -source_amount end as margin_amount
    from {{ ref('fct_margin_ledger') }}
    where source_currency_code <> '{{ var("reporting_currency") }}'
        and (entry_side = 'revenue' and entry_class <> 'write_off' or cost_function = 'cogs')
        and entry_class <> 'cloud_credit'

),

customer_changes as (

    select * from {{ ref('int_margin_bridge_customers') }}

),

same_models as (

    select * from {{ ref('int_margin_bridge_models') }}

),

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates_daily') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- what came or went, or changed tier, is told by another part, and so is its rate
by_part as (

    select
        ledger.*,
        case
            when ledger.entry_class = 'subscription' then coalesce(customer_changes.subscription_part, 'mix')
            when ledger.entry_class in ('discount', 'credit', 'refund', 'dispute') then 'discount_credit'
            when ledger.entry_class = 'one_time' then 'one_time'
            when ledger.entry_side = 'revenue' then 'volume'
            when ledger.entry_class = 'inference' and same_models.model is null then 'mix'
            when ledger.entry_class = 'inference' then 'unit_cost'
            when ledger.assignment = 'direct' then 'volume'
            else 'allocation_idle'
        end as part
    from ledger
    left join customer_changes
        on ledger.period_month = customer_changes.period_month
        and ledger.customer_key = customer_changes.customer_key
    left join same_models
        on ledger.period_month = same_models.period_month
        and ledger.provider = same_models.provider
        and ledger.model = same_models.model

),

foreign_months as (

    select
        by_part.period_month,
        by_part.source_currency_code,
        by_part.part,
        case
            when {{ month_end('by_part.period_month') }} > as_of.as_of_date then as_of.as_of_date
            else {{ month_end('by_part.period_month') }}
        end as last_day,
        {{ date_add_days('by_part.period_month', -1) }} as last_day_before,
        cast(sum(by_part.margin_amount) as {{ type_money() }}) as net_amount
    from by_part
    cross join as_of
    group by by_part.period_month, by_part.source_currency_code, by_part.part, as_of.as_of_date

),

effects as (

    select
        foreign_months.period_month,
        foreign_months.part,
        {{ convert_money('foreign_months.net_amount', 'rate_now.rate') }}
        - {{ convert_money('foreign_months.net_amount', 'rate_before.rate') }} as fx
    from foreign_months
    left join fx_rates as rate_now
        on foreign_months.source_currency_code = rate_now.currency_code
        and foreign_months.last_day = rate_now.rate_date
    left join fx_rates as rate_before
        on foreign_months.source_currency_code = rate_before.currency_code
        and foreign_months.last_day_before = rate_before.rate_date

)

select
    period_month,
    {% for part in parts %}
    cast(sum(case when part = '{{ part }}' then coalesce(fx, 0) else 0 end) as {{ type_money() }}) as fx_in_{{ part }},
    {% endfor %}
    cast(coalesce(sum(fx), 0) as {{ type_money() }}) as fx
from effects
group by period_month
