-- Grain: one licensed price of one subscription x month in which it ran, rated as it is: monthly list and net amount
-- for the part of the month that it covered. tier_key: the tier of the price itself, plan_tier_key: that of its
-- subscription on the month's last seen day. Amounts: reporting currency at the rate of the month's last seen day.
-- Only the subscriptions of the revenue authority; trials and own accounts are left out.

with contract_items as (

    select contract_items.*
    from {{ ref('int_contract_items') }} as contract_items
    left join {{ ref('int_customers_resolved') }} as customers
        on contract_items.customer_key = customers.customer_key
    where contract_items.usage_type <> 'metered' and not coalesce(customers.is_internal, false)

),

contract_tiers as (

    select * from {{ ref('int_contract_tiers') }}

),

-- where the ledger puts what the subscription earns
plans as (

    select * from {{ ref('int_subscription_plan_daily') }}

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

item_months as (

    select
        contract_items.subscription_key,
        contract_items.price_native_id,
        contract_items.customer_key,
        contract_items.currency_code,
        contract_items.start_date,
        contract_items.billing_months,
        contract_items.list_mrr,
        contract_items.net_mrr,
        calendar.month_start as period_month,
        calendar.days_in_month,
        cast(count(*) as {{ type_count() }}) as active_days,
        max(calendar.date_day) as last_day
    from calendar
    cross join as_of
    cross join contract_items
    left join revenue_authority
        on contract_items.vendor = revenue_authority.vendor
        and contract_items.source_account = revenue_authority.source_account
        and calendar.month_start = revenue_authority.period_month
    where calendar.date_day <= as_of.as_of_date
        and calendar.date_day >= contract_items.start_date
        and (contract_items.end_date is null or calendar.date_day < contract_items.end_date)
        and not coalesce(
            calendar.date_day >= contract_items.trial_start_date and calendar.date_day < contract_items.trial_end_date,
            false
        )
        and coalesce(revenue_authority.is_authority, true)
    group by
        contract_items.subscription_key, contract_items.price_native_id, contract_items.customer_key,
        contract_items.currency_code, contract_items.start_date,
        contract_items.billing_months, contract_items.list_mrr, contract_items.net_mrr,
        calendar.month_start, calendar.days_in_month

)

select
    item_months.subscription_key,
    item_months.price_native_id,
    item_months.customer_key,
    coalesce(contract_tiers.tier_key, '(none)') as tier_key,
    coalesce(plans.tier_key, contract_tiers.tier_key, '(none)') as plan_tier_key,
    item_months.period_month,
    item_months.start_date,
    item_months.billing_months,
    item_months.active_days,
    item_months.days_in_month,
    {{ convert_money('item_months.list_mrr', 'fx_rates.rate') }} as list_mrr,
    {{ convert_money('item_months.net_mrr', 'fx_rates.rate') }} as net_mrr
from item_months
left join contract_tiers
    on item_months.subscription_key = contract_tiers.subscription_key
    and coalesce(item_months.price_native_id, '') = coalesce(contract_tiers.price_native_id, '')
left join plans
    on item_months.subscription_key = plans.subscription_key
    and item_months.last_day = plans.service_date
left join fx_rates
    on item_months.currency_code = fx_rates.currency_code
    and item_months.last_day = fx_rates.rate_date
