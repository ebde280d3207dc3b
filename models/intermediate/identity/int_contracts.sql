-- Grain: one subscription. list_mrr and net_mrr: contract currency per month, before and after discounts.
-- Subscriptions of a biller that is not the authority are included and named by vendor. customer_key is the user of the
-- contract, payer_customer_key who pays for it (a reseller, a parent), mostly the same. A contract is valued on the day
-- the figures are seen from, in trial too; one that ended before has the amounts of its last day.

with contract_items as (

    select * from {{ ref('int_contract_items') }}

),

contract_tiers as (

    select * from {{ ref('int_contract_tiers') }}

),

payers as (

    select
        subscriptions.vendor,
        subscriptions.source_account,
        subscriptions.source_record_id as subscription_native_id,
        coalesce(customer_map.customer_key, '(unattributed)') as payer_customer_key
    from {{ ref('int_subscriptions') }} as subscriptions
    left join {{ ref('int_customer_map') }} as customer_map
        on subscriptions.vendor = customer_map.vendor
        and subscriptions.source_account = customer_map.source_account
        and coalesce(subscriptions.payer_native_id, subscriptions.customer_native_id) = customer_map.customer_native_id

),

as_of as (

    select * from {{ ref('int_as_of') }}

),

-- A contract is valued on one day: the day the figures are seen from, or its own last day where it ended before.
valued_on as (

    select
        contract_items.subscription_key,
        min(contract_items.start_date) as start_date,
        case
            when max(coalesce(contract_items.end_date, {{ date_add_days('as_of.as_of_date', 1) }})) > as_of.as_of_date
                then as_of.as_of_date
            else {{ date_add_days('max(contract_items.end_date)', -1) }}
        end as value_date
    from contract_items
    cross join as_of
    group by contract_items.subscription_key, as_of.as_of_date

),

-- The tier of a contract is that of its dearest linked price on that day; it ends when none of its prices is open.
ranked_items as (

    select
        contract_items.*,
        coalesce(contract_tiers.tier_key, '(none)') as tier_key,
        case
            when count(contract_items.end_date) over (partition by contract_items.subscription_key)
                = count(*) over (partition by contract_items.subscription_key)
                then max(contract_items.end_date) over (partition by contract_items.subscription_key)
        end as contract_end_date,
        row_number() over (
            partition by contract_items.subscription_key
            order by
                case when coalesce(contract_tiers.tier_key, '(none)') = '(none)' then 1 else 0 end,
                case
                    when contract_items.start_date <= valued_on.value_date
                        and coalesce(contract_items.end_date > valued_on.value_date, true) then 0
                    else 1
                end,
                contract_items.net_mrr desc,
                contract_items.start_date desc,
                contract_items.price_native_id
        ) as item_rank
    from contract_items
    left join valued_on on contract_items.subscription_key = valued_on.subscription_key
    left join contract_tiers
        on contract_items.subscription_key = contract_tiers.subscription_key
        and coalesce(contract_items.price_native_id, '') = coalesce(contract_tiers.price_native_id, '')

),

current_value as (

    select
        valued_on.subscription_key,
        valued_on.start_date,
        cast(sum(contract_items.list_mrr) as {{ type_money() }}) as list_mrr,
        cast(greatest(sum(contract_items.net_mrr), 0) as {{ type_money() }}) as net_mrr
    from valued_on
    left join contract_items
        on valued_on.subscription_key = contract_items.subscription_key
        and contract_items.start_date <= valued_on.value_date
        and (contract_items.end_date is null or contract_items.end_date > valued_on.value_date)
    group by valued_on.subscription_key, valued_on.start_date

)

select
    ranked_items.subscription_key,
    ranked_items.vendor,
    ranked_items.subscription_native_id,
    ranked_items.customer_key,
    payers.payer_customer_key,
    ranked_items.tier_key,
    ranked_items.plan_name,
    ranked_items.status,
    ranked_items.currency_code,
    coalesce(current_value.list_mrr, 0) as list_mrr,
    coalesce(current_value.net_mrr, 0) as net_mrr,
    coalesce(current_value.start_date, ranked_items.start_date) as start_date,
    ranked_items.contract_end_date as end_date,
    ranked_items.term_end_date as renewal_date
from ranked_items
left join payers
    on ranked_items.vendor = payers.vendor
    and ranked_items.source_account = payers.source_account
    and ranked_items.subscription_native_id = payers.subscription_native_id
left join current_value on ranked_items.subscription_key = current_value.subscription_key
where ranked_items.item_rank = 1
