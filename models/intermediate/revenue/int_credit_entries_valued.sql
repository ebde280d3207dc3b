-- Grain: one valid entry of a credit ledger that takes from a block: a drawdown (burn) or an expiry. amount: currency
-- of the block, positive = revenue: the money that the entry states, else units times the block's cost basis. Zero for
-- a promotional block without a cost basis, whatever money its entries state: that is what a gift would have cost.
-- Where nothing says the worth, amount is null and value_problem says what is missing. customer_key: who used the
-- credits; owner_key: who has the block, which is somebody else where a family shares one.

with credit_entries as (

    select * from {{ ref('int_credit_entries') }} where entry_type in ('burn', 'expire')

),

credit_grants as (

    select * from {{ ref('int_credit_grants') }}

),

-- whose block it is says the entry that books it, where the block itself is not landed
booked as (

    select vendor, source_account, grant_native_id, min(customer_native_id) as customer_native_id
    from {{ ref('int_credit_entries') }}
    where entry_type = 'grant'
    group by vendor, source_account, grant_native_id

),

customer_map as (

    select * from {{ ref('int_customer_map') }}

),

with_grant as (

    select
        credit_entries.*,
        coalesce(customer_map.customer_key, '(unattributed)') as customer_key,
        coalesce(owners.customer_key, customer_map.customer_key, '(unattributed)') as owner_key,
        credit_grants.source_record_id as known_grant,
        coalesce(credit_entries.currency_code, credit_grants.currency_code) as entry_currency_code,
        credit_grants.unit_cost_basis,
        coalesce(credit_grants.grant_kind = 'promotional', false) and coalesce(credit_grants.unit_cost_basis, 0) = 0
            as is_free
    from credit_entries
    left join credit_grants
        on credit_entries.vendor = credit_grants.vendor
        and credit_entries.source_account = credit_grants.source_account
        and credit_entries.grant_native_id = credit_grants.source_record_id
    left join customer_map
        on credit_entries.vendor = customer_map.vendor
        and credit_entries.source_account = customer_map.source_account
        and credit_entries.customer_native_id = customer_map.customer_native_id
    left join booked
        on credit_entries.vendor = booked.vendor
        and credit_entries.source_account = booked.source_account
        and credit_entries.grant_native_id = booked.grant_native_id
    left join customer_map as owners
        on credit_entries.vendor = owners.vendor
        and credit_entries.source_account = owners.source_account
        and coalesce(credit_grants.customer_native_id, booked.customer_native_id) = owners.customer_native_id

)

select
    record_key,
    vendor,
    source_account,
    source_record_id,
    customer_key,
    owner_key,
    case when entry_type = 'expire' then 'breakage' else 'prepaid_drawdown' end as entry_class,
    feature_ref,
    entry_currency_code as currency_code,
    {{ business_date('occurred_at') }} as service_date,
    case
        when is_free then cast(0 as {{ type_money() }})
        when money_amount is not null then -money_amount
        else cast(
            -cast(units as {{ type_decimal(19, 6) }}) * cast(unit_cost_basis as {{ type_rate() }})
            as {{ type_money() }}
        )
    end as amount,
    case
        when is_free or money_amount is not null then null
        when units is null then 'states neither money nor units'
        when grant_native_id is null then 'states no money and names no block'
        when known_grant is null then 'states no money and its block ' || grant_native_id || ' is unknown'
        when unit_cost_basis is null then 'states no money and its block ' || grant_native_id || ' has no cost basis'
    end as value_problem
from with_grant
