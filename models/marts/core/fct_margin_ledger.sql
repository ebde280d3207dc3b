-- Grain: one signed entry: an amount of revenue or cost earned or consumed on one day by one customer, feature,
-- tier and subscription, with its origin and the rule that put it there. amount: reporting currency;
-- source_amount: currency of the source. Each side is positive in its natural direction. Nothing is excluded:
-- what belongs to nobody sits on a special member. The tier is as it was on the service day.

with entries as (

    select * from {{ ref('int_margin_entries') }}

),

customer_plans as (

    select * from {{ ref('int_customer_plan_daily') }}

),

feature_plans as (

    select * from {{ ref('int_customer_feature_plan_daily') }}

),

subscription_plans as (

    select * from {{ ref('int_subscription_plan_daily') }}

),

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates_daily') }}

),

subscription_spans as (

    select
        subscription_key,
        min(service_date) as first_day,
        max(service_date) as last_day
    from subscription_plans
    group by subscription_key

),

-- what a subscription is billed for before its first or after its last day has the tier of that day
placed as (

    select
        entries.*,
        case
            when entries.service_date < subscription_spans.first_day then subscription_spans.first_day
            when entries.service_date > subscription_spans.last_day then subscription_spans.last_day
            else entries.service_date
        end as plan_date
    from entries
    left join subscription_spans on entries.subscription_key = subscription_spans.subscription_key

),

-- the tier of the entry's own subscription, else of the one that covers its feature, else of the customer's plan
converted as (

    select
        placed.*,
        coalesce(
            nullif(subscription_plans.tier_key, '(none)'), feature_plans.tier_key, customer_plans.tier_key, '(none)'
        ) as tier_key,
        case
            when placed.subscription_key <> '(none)' then placed.subscription_key
            else coalesce(feature_plans.subscription_key, customer_plans.subscription_key, '(none)')
        end as entry_subscription_key,
        fx_rates.rate as fx_rate,
        fx_rates.quoted_on_date as fx_date,
        {{ convert_money('placed.source_amount', 'fx_rates.rate') }} as amount
    from placed
    left join subscription_plans
        on placed.subscription_key = subscription_plans.subscription_key
        and placed.plan_date = subscription_plans.service_date
    left join feature_plans
        on placed.customer_key = feature_plans.customer_key
        and placed.feature_key = feature_plans.feature_key
        and placed.service_date = feature_plans.service_date
    left join customer_plans
        on placed.customer_key = customer_plans.customer_key
        and placed.service_date = customer_plans.service_date
    left join fx_rates
        on placed.source_currency_code = fx_rates.currency_code
        and placed.service_date = fx_rates.rate_date

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
