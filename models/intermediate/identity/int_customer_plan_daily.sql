-- Grain: one row per customer and day on which a subscription ran, up to the day the figures are seen from.
-- list_mrr and net_mrr: reporting currency per month, all subscriptions of the customer together; a trial promises
-- nothing and counts as zero. The tier is that of the dearest price on the largest subscription, paid ones first;
-- is_trial says that the customer has a trial and pays for nothing else.
-- Only the subscriptions of the revenue authority count, so that two billers do not double a contract.

with contract_items as (

    select * from {{ ref('int_contract_items') }}

),

contract_tiers as (

    select * from {{ ref('int_contract_tiers') }}

),

revenue_authority as (

    select * from {{ ref('int_revenue_authority') }}

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates_daily') }}

),

running as (

    select
        contract_items.*,
        contract_tiers.tier_key
    from contract_items
    left join contract_tiers
        on contract_items.subscription_key = contract_tiers.subscription_key
        and contract_items.price_native_id = contract_tiers.price_native_id
    where contract_items.start_date is not null

),

-- many to many by intent: every day of every item
item_days as (

    select
        running.customer_key,
        calendar.date_day as service_date,
        running.subscription_key,
        nullif(running.tier_key, '(none)') as tier_key,
        coalesce(
            calendar.date_day >= running.trial_start_date and calendar.date_day < running.trial_end_date, false
        ) as is_trial,
        {{ convert_money('running.list_mrr', 'fx_rates.rate') }} as list_price,
        {{ convert_money('running.net_mrr', 'fx_rates.rate') }} as net_price
    from calendar
    cross join as_of
    cross join running
    left join fx_rates
        on running.currency_code = fx_rates.currency_code
        and calendar.date_day = fx_rates.rate_date
    left join revenue_authority
        on running.vendor = revenue_authority.vendor
        and running.source_account = revenue_authority.source_account
        and calendar.month_start = revenue_authority.period_month
    where calendar.date_day <= as_of.as_of_date
        and calendar.date_day >= running.start_date
        and (running.end_date is null or calendar.date_day < running.end_date)
        and coalesce(revenue_authority.is_authority, true)

),

promised as (

    select
        item_days.*,
        case when is_trial then 0 else list_price end as list_mrr,
        case when is_trial then 0 else net_price end as net_mrr,
        sum(net_price) over (partition by customer_key, service_date, subscription_key) as subscription_price
    from item_days

),

ranked as (

    select
        promised.*,
        row_number() over (
            partition by customer_key, service_date
            order by
                case when tier_key is null then 1 else 0 end,
                case when net_mrr > 0 then 0 else 1 end,
                subscription_price desc, subscription_key, net_price desc, tier_key
        ) as item_rank,
        max(case when is_trial then 1 else 0 end) over (partition by customer_key, service_date) as trials,
        cast(sum(list_mrr) over (partition by customer_key, service_date) as {{ type_money() }}) as customer_list_mrr,
        cast(sum(net_mrr) over (partition by customer_key, service_date) as {{ type_money() }}) as customer_net_mrr
    from promised

)

select
    customer_key,
    service_date,
    subscription_key,
    coalesce(tier_key, '(none)') as tier_key,
    customer_net_mrr > 0 as is_paying,
    trials > 0 and customer_net_mrr <= 0 as is_trial,
    customer_list_mrr as list_mrr,
    customer_net_mrr as net_mrr
from ranked
where item_rank = 1
