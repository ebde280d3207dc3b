-- Grain: one part of infrastructure cost on a UTC day, still to be summed: the days of a line as they are, or what
-- one user of a cluster bears of the cluster's bill. amount: currency_code. The bill says how much, the shares of the
-- cluster's own tool say who; the parts of a cluster's day sum to its bill to the last unit. A day without shares
-- stays whole in the pool of the clusters, and rule_id says so.

with line_days as (

    select * from {{ ref('int_infra_line_days') }}

),

cluster_days as (

    select
        cluster_ref, service_date, vendor, provider, environment, entry_class, rule_id, currency_code,
        min(cost_pool_key) as cost_pool_key,
        cast(sum(amount) as {{ type_money() }}) as amount
    from line_days
    where cluster_ref is not null
    group by cluster_ref, service_date, vendor, provider, environment, entry_class, rule_id, currency_code

),

shares as (

    select * from {{ ref('int_cluster_shares_daily') }}

),

-- many to many by intent: every cluster's day, everyone who used the cluster
users as (

    select
        cluster_days.*,
        shares.weight,
        shares.customer_key,
        shares.feature_key,
        shares.cost_pool_key as user_pool,
        shares.entry_class as user_class,
        shares.environment as user_environment,
        shares.rule_id as user_rule,
        shares.cluster_ref as user_cluster
    from cluster_days
    left join shares
        on cluster_days.service_date = shares.service_date
        and cluster_days.cluster_ref in (shares.cluster_ref, '(any)')

),

parts as (

    select
        service_date,
        vendor,
        provider,
        case when user_environment <> 'production' then user_environment else environment end as environment,
        coalesce(user_pool, cost_pool_key) as cost_pool_key,
        -- what the bill calls the machines (GPUs that serve models) goes before what a share calls them
        case when entry_class = 'infrastructure' then coalesce(user_class, entry_class) else entry_class end
            as entry_class,
        customer_key,
        coalesce(feature_key, '(unattributed)') as feature_key,
        case when weight is null then rule_id || '/no_shares_that_day' else rule_id || '/' || user_rule end as rule_id,
        weight is not null as is_allocated,
        {{ split_money(
            'amount', 'weight',
            partition_by=[
                'cluster_ref', 'service_date', 'vendor', 'provider', 'environment', 'entry_class', 'rule_id',
                'currency_code'
            ],
            order_by=[
                'user_cluster', "coalesce(customer_key, '')", 'feature_key', 'user_pool', 'user_environment',
                'user_class', 'user_rule'
            ]
        ) }} as amount,
        currency_code
    from users

)

select
    service_date, vendor, provider, environment, cost_pool_key, entry_class, customer_key, feature_key, rule_id,
    false as is_allocated, amount, currency_code
from line_days
where cluster_ref is null
union all
select
    service_date, vendor, provider, environment, cost_pool_key, entry_class, customer_key, feature_key, rule_id,
    is_allocated, amount, currency_code
from parts
