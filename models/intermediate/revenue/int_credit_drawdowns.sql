-- Grain: one entry of a credit ledger that earns money: a drawdown of a paid block, or its breakage on expiry.
-- amount: currency of the block, positive = revenue, units times the block's cost basis. Promotional blocks
-- (cost basis zero) earn nothing; grants, voids and adjustments are no revenue.

with credit_entries as (

    select * from {{ ref('int_credit_entries') }}

),

credit_grants as (

    select * from {{ ref('int_credit_grants') }}

),

customer_map as (

    select * from {{ ref('int_customer_map') }}

),

valued as (

    select
        credit_entries.record_key,
        credit_entries.vendor,
        coalesce(customer_map.customer_key, '(unattributed)') as customer_key,
        case when credit_entries.entry_type = 'expire' then 'breakage' else 'prepaid_drawdown' end as entry_class,
        credit_entries.feature_ref,
        coalesce(credit_entries.currency_code, credit_grants.currency_code) as currency_code,
        {{ business_date('credit_entries.occurred_at') }} as service_date,
        coalesce(
            -credit_entries.money_amount,
            cast(
                -cast(credit_entries.units as decimal(19, 6))
                * cast(credit_grants.unit_cost_basis as decimal(18, 12))
                as {{ type_money() }}
            )
        ) as amount
    from credit_entries
    left join credit_grants
        on credit_entries.vendor = credit_grants.vendor
        and credit_entries.source_account = credit_grants.source_account
        and credit_entries.grant_native_id = credit_grants.source_record_id
    left join customer_map
        on credit_entries.vendor = customer_map.vendor
        and credit_entries.source_account = customer_map.source_account
        and credit_entries.customer_native_id = customer_map.customer_native_id
    where credit_entries.entry_type in ('burn', 'expire')

)

select * from valued
where coalesce(amount, 0) <> 0
