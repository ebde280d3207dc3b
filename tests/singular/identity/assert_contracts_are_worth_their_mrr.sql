-- Fails where the contracts of a customer that pays in the reporting currency are together worth another monthly
-- amount on the day the figures are seen from than the daily plan says: a dated price was counted twice or lost.
-- A contract in trial keeps its price and promises nothing yet, so it is left out.

with as_of as (

    select * from {{ ref('int_as_of') }}

),

plans as (

    select customer_plans.customer_key, customer_plans.list_mrr, customer_plans.net_mrr
    from {{ ref('int_customer_plan_daily') }} as customer_plans
    cross join as_of
    where customer_plans.service_date = as_of.as_of_date

),

accounts as (

    select distinct subscription_key, source_account, trial_start_date, trial_end_date
    from {{ ref('int_contract_items') }}

),

contracts as (

    select
        contracts.customer_key,
        sum(contracts.list_mrr) as list_mrr,
        sum(contracts.net_mrr) as net_mrr
    from {{ ref('int_contracts') }} as contracts
    cross join as_of
    left join accounts on contracts.subscription_key = accounts.subscription_key
    left join {{ ref('int_revenue_authority') }} as authority
        on contracts.vendor = authority.vendor
        and accounts.source_account = authority.source_account
        and {{ month_start('as_of.as_of_date') }} = authority.period_month
    where contracts.currency_code = '{{ var("reporting_currency") }}'
        and contracts.start_date <= as_of.as_of_date
        and (contracts.end_date is null or contracts.end_date > as_of.as_of_date)
        and coalesce(authority.is_authority, true)
        and not coalesce(
            as_of.as_of_date >= accounts.trial_start_date and as_of.as_of_date < accounts.trial_end_date, false
        )
    group by contracts.customer_key

)

select
    plans.customer_key,
    plans.net_mrr as plan_net_mrr,
    contracts.net_mrr as contracts_net_mrr,
    plans.list_mrr as plan_list_mrr,
    contracts.list_mrr as contracts_list_mrr
from plans
left join contracts on plans.customer_key = contracts.customer_key
where contracts.customer_key is not null
    and (plans.net_mrr <> contracts.net_mrr or plans.list_mrr <> contracts.list_mrr)
