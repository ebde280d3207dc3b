-- Grain: cluster x UTC day x customer x feature x pool x environment x class x rule: who used which share of the
-- cluster, as the tool that watches it says. weight: its cost in millionths, always above zero. No money: the
-- cloud bill says what the cluster cost. customer_key is null where a driver will say who.

with key_lines as (

    select * from {{ ref('int_infra_lines_assigned') }} where decision = 'key'

),

{{ with_charge_days('key_lines') }},

day_parts as (

    select
        days_of_line.*,
        {{ split_money('amount', '1', partition_by=['record_key'], order_by=['service_date']) }} as day_amount
    from days_of_line

),

summed as (

    select
        cluster_ref,
        service_date,
        customer_key,
        feature_key,
        cost_pool_key,
        environment,
        entry_class,
        rule_id,
        cast(sum(day_amount) as {{ type_money() }}) as amount
    from day_parts
    group by
        cluster_ref, service_date, customer_key, feature_key, cost_pool_key, environment, entry_class, rule_id

)

select
    cluster_ref,
    service_date,
    customer_key,
    feature_key,
    cost_pool_key,
    environment,
    entry_class,
    rule_id,
    cast({{ split_weight('amount') }} as {{ type_count() }}) as weight
from summed
where amount > 0
