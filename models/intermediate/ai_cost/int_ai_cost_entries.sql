-- Grain: one ledger-ready entry of AI cost: a day, customer, feature, provider, model, function, basis and rule.
-- source_amount: source currency, cost positive. Reported and priced calls, the true-up to the provider's
-- invoice, and invoiced amounts that no call of ours explains. Excluded: calls that the caller paid for (they cost us
-- nothing) and calls without a price (int_ai_cost_unpriced): an invoice settles those.

with calls_priced as (

    select * from {{ ref('int_calls_priced_daily') }}

),

true_up_parts as (

    select * from {{ ref('int_true_up_parts') }}

),

without_calls as (

    select * from {{ ref('int_invoiced_without_calls') }}

),

cost_pools as (

    select * from {{ ref('stg_pricing__cost_pools') }}

),

amounts as (

    select
        service_date, customer_key, feature_key, entry_class, cost_function, provider, model, amount_basis, rule_id,
        vendor, currency_code, amount
    from calls_priced
    union all
    select
        service_date, customer_key, feature_key, 'inference' as entry_class, cost_function, provider, model,
        'trued_up' as amount_basis, rule_id, vendor, currency_code, part_amount as amount
    from true_up_parts
    union all
    select
        service_date, customer_key, feature_key, entry_class, cost_function, provider, model,
        'invoiced' as amount_basis, rule_id, vendor, currency_code, amount
    from without_calls

),

summed as (

    select
        service_date, customer_key, feature_key, entry_class, cost_function, provider, model, amount_basis, rule_id,
        vendor, currency_code, cast(sum(amount) as {{ type_money() }}) as amount,
        case when entry_class = 'cloud_credit' then 'cloud_credits' else 'inference' end as cost_pool_key
    from amounts
    group by
        service_date, customer_key, feature_key, entry_class, cost_function, provider, model, amount_basis, rule_id,
        vendor, currency_code

),

entries as (

    select
        'ai_cost|' || {{ surrogate_key([
            'summed.service_date', 'summed.customer_key', 'summed.feature_key', 'summed.entry_class',
            'summed.cost_function', 'summed.provider', 'summed.model', 'summed.amount_basis', 'summed.rule_id',
            'summed.vendor', 'summed.currency_code'
        ]) }} as entry_source_id,
        summed.service_date,
        summed.customer_key,
        summed.feature_key,
        '(none)' as subscription_key,
        'cost' as entry_side,
        summed.entry_class,
        summed.cost_function,
        coalesce(cost_pools.cost_behaviour, 'usage') as cost_behaviour,
        summed.cost_pool_key,
        summed.provider,
        summed.model,
        summed.amount_basis,
        {{ assignment_of('summed.customer_key', "summed.amount_basis = 'trued_up'") }} as assignment,
        summed.rule_id,
        summed.vendor,
        summed.amount as source_amount,
        summed.currency_code as source_currency_code
    from summed
    left join cost_pools on summed.cost_pool_key = cost_pools.pool_key
    where summed.amount <> 0

)

{{ select_entry_columns('entries') }}
