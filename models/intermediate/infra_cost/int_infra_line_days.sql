-- Grain: one charge line that counts x UTC day of its charge period. amount: currency_code, equal parts that sum to
-- the line; a charge of an hour or a day is one row, a charge of a month one per day, one of over 1,000 days is
-- spread over the first 1,000. cluster_ref: the cluster whose shares say who bears the line, null for all others.

with lines_assigned as (

    select * from {{ ref('int_infra_lines_assigned') }}
    where decision in ('customer', 'pool', 'owner')

),

{{ with_charge_days('lines_assigned') }}

select
    record_key,
    service_date,
    vendor,
    provider,
    environment,
    cost_pool_key,
    entry_class,
    customer_key,
    feature_key,
    cluster_ref,
    rule_id,
    {{ split_money('amount', '1', partition_by=['record_key'], order_by=['service_date']) }} as amount,
    currency_code
from days_of_line
