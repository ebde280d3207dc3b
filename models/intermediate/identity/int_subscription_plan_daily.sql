-- Grain: one subscription x day on which it ran, up to the day the figures are seen from.
-- list_mrr and net_mrr: reporting currency per month; a trial promises nothing and counts as zero, net_price is what it
-- would be worth. tier_key: the tier of its dearest price that a link names, paid ones first; a change of its plan in
-- mid-month changes the tier on that day. Left out: own accounts, and billers that are the revenue authority in no
-- month; is_authority says whether its biller is the one that counts in the month.

with contract_items as (

    select * from {{ ref('int_contract_items') }}
    where start_date is not null

),

contract_tiers as (

    select * from {{ ref('int_contract_tiers') }}

),

customers as (

    select * from {{ ref('int_customers_resolved') }}

),

account_months as (

    select
        vendor,
        source_account,
        period_month,
        is_authority,
        max(case when is_authority then 1 else 0 end) over (partition by vendor, source_account) as authority_months
    from {{ ref('int_revenue_authority') }}

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
        nullif(contract_tiers.tier_key, '(none)') as tier_key
    from contract_items
    left join contract_tiers
        on contract_items.subscription_key = contract_tiers.subscription_key
        and coalesce(contract_items.price_native_id, '') = coalesce(contract_tiers.price_native_id, '')
    left join customers on contract_items.customer_key = customers.customer_key
    where not coalesce(customers.is_internal, false)

),

-- many to many by intent: every day of every price
item_days as (

    select
        running.subscription_key,
        calendar.date_day as service_date,
        running.customer_key,
        running.tier_key,
        coalesce(account_months.is_authority, true) as is_authority,
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
    left join account_months
        on running.vendor = account_months.vendor
        and running.source_account = account_months.source_account
        and calendar.month_start = account_months.period_month
    where calendar.date_day <= as_of.as_of_date
        and calendar.date_day >= running.start_date
        and (running.end_date is null or calendar.date_day < running.end_date)
        and coalesce(account_months.authority_months, 1) = 1

),

ranked as (

    select
        item_days.*,
        row_number() over (
            partition by subscription_key, service_date
            order by
                case when tier_key is null then 1 else 0 end,
                case when net_price > 0 then 0 else 1 end, net_price desc, tier_key
        ) as item_rank,
        cast(sum(list_price) over (partition by subscription_key, service_date) as {{ type_money() }}) as list_total,
        cast(
            greatest(sum(net_price) over (partition by subscription_key, service_date), 0) as {{ type_money() }}
        ) as net_total
    from item_days

)

select
    subscription_key,
    service_date,
    customer_key,
    coalesce(tier_key, '(none)') as tier_key,
    is_authority,
    is_trial,
    cast(case when is_trial then 0 else list_total end as {{ type_money() }}) as list_mrr,
    cast(case when is_trial then 0 else net_total end as {{ type_money() }}) as net_mrr,
    net_total as net_price
from ranked
where item_rank = 1
