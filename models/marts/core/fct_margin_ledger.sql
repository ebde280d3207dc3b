-- Grain: one signed entry: an amount of revenue or cost earned or consumed on one day by one customer, feature,
-- tier and subscription, with its origin and the rule that put it there. amount: reporting currency;
-- source_amount: currency of the source. Each side is positive in its natural direction. Nothing is excluded:
-- what belongs to nobody sits on a special member.

with entries as (

    select * from {{ ref('int_margin_entries') }}

),

customer_plans as (

    select * from {{ ref('int_customer_plan_daily') }}

),

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates_daily') }}

),

converted as (

    select
        entries.*,
        coalesce(customer_plans.tier_key, '(none)') as tier_key,
        case
            when entries.subscription_key = '(none)' then coalesce(customer_plans.subscription_key, '(none)')
            else entries.subscription_key
        end as entry_subscription_key,
        fx_rates.rate as fx_rate,
        fx_rates.rate_date as fx_date,
        {{ convert_money('entries.source_amount', 'fx_rates.rate') }} as amount
    from entries
    left join customer_plans
        on entries.customer_key = customer_plans.customer_key
        and entries.service_date = customer_plans.service_date
    left join fx_rates
        on entries.source_currency_code = fx_rates.currency_code
        and entries.service_date = fx_rates.rate_date

)

select
    {{ surrogate_key(['entry_source_id']) }} as ledger_entry_id,
    service_date,
    service_date as entry_date,
    {{ month_start('service_date') }} as period_month,
    false as is_correction,
    customer_key,
    feature_key,
    tier_key,
    entry_subscription_key as subscription_key,
    entry_side,
    entry_class,
    cost_function,
    cost_behaviour,
    cost_pool_key,
    provider,
    model,
    amount_basis,
    assignment,
    rule_id,
    vendor,
    amount,
    '{{ var("reporting_currency") }}' as currency_code,
    source_amount,
    source_currency_code,
    fx_rate,
    fx_date
from converted
