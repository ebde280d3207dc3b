-- Grain: one ledger-ready entry of other cost: a payment fee, or a customer's part of a manual cost on a day.
-- source_amount: source currency, cost positive. A fee is borne by the user of its invoice (int_payment_fee_parts).
-- Manual costs with a stated function keep it.

with payment_fees as (

    select * from {{ ref('int_payment_fee_parts') }}

),

pools_allocated as (

    select * from {{ ref('int_cost_pools_allocated') }} where corridor = 'manual'

),

cost_pools as (

    select * from {{ ref('stg_pricing__cost_pools') }}

),

amounts as (

    select
        'payment_fee|' || part_key as entry_source_id,
        fee_date as service_date,
        customer_key,
        '(none)' as feature_key,
        'payment_fee' as entry_class,
        'payment_fees' as cost_pool_key,
        case when is_reported then 'reported' else 'priced' end as amount_basis,
        'fee:' || coalesce(fee_kind, 'processing')
        || case when customer_key = '(unattributed)' then '/customer_known_to_nobody' else '' end as rule_id,
        vendor,
        amount,
        currency_code,
        cast(null as {{ type_of('text') }}) as stated_cost_function,
        false as is_allocated
    from payment_fees
    union all
    select
        'manual_cost|' || {{ surrogate_key(['pool_day_key', 'customer_key', 'feature_key']) }} as entry_source_id,
        service_date, customer_key, feature_key, entry_class, cost_pool_key, 'invoiced' as amount_basis, rule_id,
        vendor, amount, currency_code, stated_cost_function, true as is_allocated
    from pools_allocated

),

cases as (

    select amounts.*, 'production' as environment, 'production' as purpose from amounts

),

{{ with_cost_function('cases') }},

entries as (

    select
        with_function.entry_source_id,
        with_function.service_date,
        with_function.customer_key,
        with_function.feature_key,
        '(none)' as subscription_key,
        'cost' as entry_side,
        with_function.entry_class,
        coalesce(with_function.stated_cost_function, with_function.cost_function) as cost_function,
        coalesce(cost_pools.cost_behaviour, 'fixed') as cost_behaviour,
        with_function.cost_pool_key,
        '(none)' as provider,
        '(none)' as model,
        with_function.amount_basis,
        {{ assignment_of('with_function.customer_key', 'with_function.is_allocated') }} as assignment,
        with_function.rule_id,
        with_function.vendor,
        with_function.amount as source_amount,
        with_function.currency_code as source_currency_code
    from with_function
    left join cost_pools on with_function.cost_pool_key = cost_pools.pool_key
    where coalesce(with_function.amount, 1) <> 0

)

{{ select_entry_columns('entries') }}
