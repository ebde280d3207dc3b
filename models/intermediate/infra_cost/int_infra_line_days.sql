-- Grain: one charge line that counts x UTC day of its charge period. amount: currency_code, equal parts that sum to
-- the line; a charge of an hour or a day is one row, a charge of a month one per day, one of over 1,000 days is
-- spread over the first 1,000.

with lines_assigned as (

    select * from {{ ref('int_infra_lines_assigned') }}
    where decision in ('customer', 'pool', 'owner')

),

offsets as (

    select units.digit + 10 * tens.digit + 100 * hundreds.digit as days
    from ({{ digits() }}) as units
    cross join ({{ digits() }}) as tens
    cross join ({{ digits() }}) as hundreds

),

days_of_line as (

    select
        lines_assigned.*,
        {{ date_add_days('lines_assigned.first_day', 'offsets.days') }} as service_date
    from lines_assigned
    cross join offsets
    -- a line without a date keeps one row, so that its money stays visible
    where offsets.days <= coalesce({{ days_between('lines_assigned.first_day', 'lines_assigned.last_day') }}, 0)

)

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
    rule_id,
    {{ split_money('amount', '1', partition_by=['record_key'], order_by=['service_date']) }} as amount,
    currency_code
from days_of_line
