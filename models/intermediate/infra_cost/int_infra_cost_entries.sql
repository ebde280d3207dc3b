-- Grain: one ledger-ready entry of infrastructure cost: a day, customer, feature, pool, class, function and rule.
-- source_amount: source currency, cost positive, provider credits negative. Lines that name their owner, what the
-- users of a cluster bear of its bill, and the parts of shared pools. Excluded, and to be seen in
-- int_infra_lines_assigned: model calls counted elsewhere, tax, shares of clusters, lines of a source that is not the
-- authority. Research environments without a customer are internal use.

{% set is_research = "customer_key = '(unattributed)' and cost_function = 'rnd'" %}

with split_days as (

    select * from {{ ref('int_infra_days_split') }} where customer_key is not null

),

pools_allocated as (

    select * from {{ ref('int_cost_pools_allocated') }} where corridor = 'infra'

),

cost_pools as (

    select * from {{ ref('stg_pricing__cost_pools') }}

),

amounts as (

    select
        service_date, customer_key, feature_key, cost_pool_key, entry_class, vendor, provider, environment, rule_id,
        currency_code, amount, 'production' as purpose, is_allocated
    from split_days
    union all
    select
        service_date, customer_key, feature_key, cost_pool_key, entry_class, vendor, provider, environment, rule_id,
        currency_code, amount, 'production' as purpose, true as is_allocated
    from pools_allocated

),

{{ with_cost_function('amounts') }},

owned as (

    select
        with_function.*,
        case when {{ is_research }} then '(internal)' else customer_key end as owner_key,
        case when {{ is_research }} then '(internal)' else feature_key end as owner_feature
    from with_function

),

summed as (

    select
        service_date, owner_key, owner_feature, cost_pool_key, entry_class, vendor, provider, environment, rule_id,
        currency_code, cost_function, is_allocated, cast(sum(amount) as {{ type_money() }}) as amount
    from owned
    group by
        service_date, owner_key, owner_feature, cost_pool_key, entry_class, vendor, provider, environment, rule_id,
        currency_code, cost_function, is_allocated

),

entries as (

    select
        'infra_cost|' || {{ surrogate_key([
            'summed.service_date', 'summed.owner_key', 'summed.owner_feature', 'summed.cost_pool_key',
            'summed.entry_class', 'summed.vendor', 'summed.provider', 'summed.environment', 'summed.rule_id',
            'summed.currency_code', 'summed.cost_function', boolean_text('summed.is_allocated')
        ]) }} as entry_source_id,
        summed.service_date,
        summed.owner_key as customer_key,
        summed.owner_feature as feature_key,
        '(none)' as subscription_key,
        'cost' as entry_side,
        summed.entry_class,
        summed.cost_function,
        case
            when summed.cost_pool_key = 'direct_infra' then 'dedicated'
            else coalesce(cost_pools.cost_behaviour, 'fixed')
        end as cost_behaviour,
        summed.cost_pool_key,
        summed.provider,
        '(none)' as model,
        'invoiced' as amount_basis,
        {{ assignment_of('summed.owner_key', 'summed.is_allocated') }} as assignment,
        summed.rule_id,
        summed.vendor,
        summed.amount as source_amount,
        summed.currency_code as source_currency_code
    from summed
    left join cost_pools on summed.cost_pool_key = cost_pools.pool_key
    where summed.amount <> 0

)

{{ select_entry_columns('entries') }}
