-- Grain: one ledger-ready entry of other cost: a payment fee, or a customer's part of a manual cost on a day.
-- source_amount: source currency, cost positive. A fee that the processor does not state is priced by
-- seeds/business/payment_fee_rules.csv. Manual costs with a stated function keep it.

with payment_fees as (

    select *, {{ utc_date('occurred_at') }} as fee_date from {{ ref('int_payment_fees') }}

),

customer_map as (

    select vendor, source_account, customer_native_id, customer_key from {{ ref('int_customer_map') }}

),

fee_rules as (

    select * from {{ ref('stg_pricing__payment_fee_rules') }}

),

pools_allocated as (

    select * from {{ ref('int_cost_pools_allocated') }} where corridor = 'manual'

),

cost_pools as (

    select * from {{ ref('stg_pricing__cost_pools') }}

),

amounts as (

    select
        'payment_fee|' || payment_fees.record_key as entry_source_id,
        payment_fees.fee_date as service_date,
        coalesce(customer_map.customer_key, '(unattributed)') as customer_key,
        '(none)' as feature_key,
        'payment_fee' as entry_class,
        'payment_fees' as cost_pool_key,
        case when payment_fees.fee_amount is null then 'priced' else 'reported' end as amount_basis,
        'fee:' || coalesce(payment_fees.fee_kind, 'processing')
        || case when customer_map.customer_key is null then '/customer_known_to_nobody' else '' end as rule_id,
        payment_fees.vendor,
        coalesce(
            payment_fees.fee_amount,
            {{ convert_money('payment_fees.payment_amount', share_of_percent('fee_rules.fee_percent')) }}
            + fee_rules.fixed_amount
        ) as amount,
        case
            when payment_fees.fee_amount is null then payment_fees.payment_currency_code
            else payment_fees.currency_code
        end as currency_code,
        cast(null as {{ type_of('text') }}) as stated_cost_function,
        false as is_allocated
    from payment_fees
    left join customer_map
        on payment_fees.vendor = customer_map.vendor
        and payment_fees.source_account = customer_map.source_account
        and payment_fees.customer_native_id = customer_map.customer_native_id
    left join fee_rules
        on payment_fees.fee_amount is null
        and payment_fees.vendor = fee_rules.processor
        and payment_fees.payment_currency_code = fee_rules.currency
        and payment_fees.fee_date >= coalesce(fee_rules.valid_from, payment_fees.fee_date)
        and (fee_rules.valid_to is null or payment_fees.fee_date < fee_rules.valid_to)
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
