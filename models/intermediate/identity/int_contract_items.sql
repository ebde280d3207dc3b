-- Grain: one price on one subscription, with what it is worth in a month.
-- list_mrr and net_mrr: contract currency, before and after discounts, recurring licensed prices only
-- (metered prices carry no monthly promise). An amount over several months is divided by whole months exactly; a price
-- whose billing period is no number of whole months (weekly, daily, one-time, unknown) promises no monthly amount:
-- its MRR is zero and mrr_problem says so, as it does where the price itself is unknown: a unit price holds six digits
-- before the point. A discount above the price of its item makes it negative as far as other items beside it pay. No
-- item outlives its subscription; one that would start after its end is left out, and the subscription keeps a row.

with subscriptions as (

    select * from {{ ref('int_subscriptions') }}

),

subscription_items as (

    select * from {{ ref('int_subscription_items') }}

),

items as (

    select
        subscriptions.vendor,
        subscriptions.source_account,
        subscriptions.source_record_id as subscription_native_id,
        {{ surrogate_key(
            ['subscriptions.vendor', 'subscriptions.source_account', 'subscriptions.source_record_id']
        ) }} as subscription_key,
        coalesce(customer_map.customer_key, '(unattributed)') as customer_key,
        subscriptions.status,
        subscription_items.price_native_id,
        item_prices.product_native_id,
        item_prices.product_name,
        item_prices.plan_native_id as price_plan_native_id,
        item_prices.plan_name as price_plan_name,
        coalesce(subscriptions.plan_native_id, item_prices.plan_native_id) as plan_native_id,
        coalesce(subscriptions.plan_name, item_prices.plan_name, item_prices.product_name) as plan_name,
        coalesce(subscription_items.currency_code, subscriptions.currency_code) as currency_code,
        coalesce(item_prices.usage_type, 'licensed') as usage_type,
        coalesce(subscription_items.quantity, 1) as quantity,
        coalesce(subscription_items.unit_amount, item_prices.unit_amount, 0) as unit_amount,
        subscription_items.record_key is not null and coalesce(item_prices.usage_type, 'licensed') <> 'metered'
        and coalesce(subscription_items.unit_amount, item_prices.unit_amount, item_charges.list_charge) is null
            as has_no_price,
        item_charges.list_charge as tiered_charge,
        coalesce(subscription_items.billing_months, item_prices.billing_months) as billing_months,
        coalesce(subscription_items.discount_ratio, 0) as discount_ratio,
        coalesce(subscription_items.discount_amount, 0) as discount_amount,
        {{ business_date('coalesce(subscription_items.valid_from, subscriptions.started_at)') }} as start_date,
        {{ business_date('case when valid_to < ended_at then valid_to else coalesce(ended_at, valid_to) end') }}
        as end_date,
        subscriptions.term_end_date,
        {{ business_date('subscriptions.trial_start_at') }} as trial_start_date,
        {{ business_date('subscriptions.trial_end_at') }} as trial_end_date
    from subscriptions
    left join subscription_items
        on subscriptions.vendor = subscription_items.vendor
        and subscriptions.source_account = subscription_items.source_account
        and subscriptions.source_record_id = subscription_items.subscription_native_id
        and coalesce(subscription_items.valid_from < subscriptions.ended_at, true)
    left join {{ ref('int_item_charges') }} as item_charges on subscription_items.record_key = item_charges.record_key
    left join {{ ref('int_item_prices') }} as item_prices on subscription_items.record_key = item_prices.record_key
    left join {{ ref('int_customer_map') }} as customer_map
        on subscriptions.vendor = customer_map.vendor
        and subscriptions.source_account = customer_map.source_account
        and subscriptions.customer_native_id = customer_map.customer_native_id

),

charged as (

    select
        items.*,
        case
            when usage_type = 'metered' then cast(0 as {{ type_money() }})
            when tiered_charge is not null then tiered_charge
            else cast(
                cast(quantity as {{ type_decimal(18, 6) }}) * cast(unit_amount as {{ type_rate() }})
                as {{ type_money() }}
            )
        end as list_charge
    from items

),

discounted as (

    select
        charged.*,
        cast(
            list_charge
            - cast(cast(list_charge as {{ type_decimal(19, 6) }}) * discount_ratio as {{ type_money() }})
            - case when list_charge > 0 then discount_amount else 0 end
            as {{ type_money() }}
        ) as net_charge
    from charged

),

-- a coupon above the price of its item takes from the others that run beside it, and ends where nothing is left
totals as (

    select
        overdrawn.subscription_key,
        overdrawn.price_native_id,
        overdrawn.start_date,
        sum(beside.net_charge) as total_charge
    from discounted as overdrawn
    left join discounted as beside
        on overdrawn.subscription_key = beside.subscription_key
        and coalesce(overdrawn.billing_months, 0) = coalesce(beside.billing_months, 0)
        and coalesce(beside.end_date > overdrawn.start_date, true)
        and coalesce(beside.start_date < overdrawn.end_date, true)
    where overdrawn.net_charge < 0
    group by overdrawn.subscription_key, overdrawn.price_native_id, overdrawn.start_date

),

limited as (

    select
        discounted.*,
        cast(
            case
                when totals.total_charge < 0 then least(discounted.net_charge - totals.total_charge, 0)
                else discounted.net_charge
            end as {{ type_money() }}
        ) as limited_charge
    from discounted
    left join totals
        on discounted.subscription_key = totals.subscription_key
        and discounted.price_native_id = totals.price_native_id
        and discounted.start_date = totals.start_date

)

select
    vendor, source_account, subscription_native_id, subscription_key, customer_key, status, price_native_id,
    product_native_id, product_name, price_plan_native_id, price_plan_name, plan_native_id, plan_name, currency_code,
    usage_type, quantity, unit_amount, billing_months, discount_ratio, discount_amount, start_date, end_date,
    term_end_date, trial_start_date, trial_end_date, list_charge, limited_charge as net_charge,
    case when billing_months > 0 then {{ monthly_part('list_charge', 'billing_months') }} else 0 end as list_mrr,
    case when billing_months > 0 then {{ monthly_part('limited_charge', 'billing_months') }} else 0 end as net_mrr,
    case
        when has_no_price then 'its unit price is unknown (not landed, not read, or 1,000,000 and more)'
        when list_charge <> 0 and coalesce(billing_months, 0) <= 0
            then 'its billing period is no whole number of months'
    end as mrr_problem
from limited
