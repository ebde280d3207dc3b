-- Grain: one subscription. list_mrr and net_mrr: contract currency per month, before and after discounts.
-- Subscriptions of a biller that is not the authority are included and named by vendor.

with contract_items as (

    select * from {{ ref('int_contract_items') }}

),

contract_tiers as (

    select * from {{ ref('int_contract_tiers') }}

),

-- The tier of a contract is the tier of its most valuable price.
ranked_items as (

    select
        contract_items.*,
        coalesce(contract_tiers.tier_key, '(none)') as tier_key,
        row_number() over (
            partition by contract_items.subscription_key
            order by
                case when coalesce(contract_tiers.tier_key, '(none)') = '(none)' then 1 else 0 end,
                contract_items.start_date desc,
                contract_items.net_mrr desc,
                contract_items.price_native_id
        ) as item_rank
    from contract_items
    left join contract_tiers
        on contract_items.subscription_key = contract_tiers.subscription_key
        and contract_items.price_native_id = contract_tiers.price_native_id

),

-- What the contract is worth now: the items of its newest validity.
current_value as (

    select
        subscription_key,
        cast(sum(list_mrr) as {{ type_money() }}) as list_mrr,
        cast(sum(net_mrr) as {{ type_money() }}) as net_mrr,
        min(start_date) as start_date
    from ranked_items
    where end_date is null or end_date > start_date
    group by subscription_key

)

select
    ranked_items.subscription_key,
    ranked_items.vendor,
    ranked_items.subscription_native_id,
    ranked_items.customer_key,
    ranked_items.tier_key,
    ranked_items.plan_name,
    ranked_items.status,
    ranked_items.currency_code,
    coalesce(current_value.list_mrr, 0) as list_mrr,
    coalesce(current_value.net_mrr, 0) as net_mrr,
    coalesce(current_value.start_date, ranked_items.start_date) as start_date,
    ranked_items.end_date,
    ranked_items.term_end_date as renewal_date
from ranked_items
left join current_value on ranked_items.subscription_key = current_value.subscription_key
where ranked_items.item_rank = 1
