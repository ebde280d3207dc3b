-- Fails where the days into which a revenue line is spread do not sum to its net amount, to the last unit.

with lines as (

    select record_key, net_amount
    from {{ ref('int_revenue_lines_accepted') }}
    where decision = 'accepted'

),

scheduled as (

    select record_key, sum(amount) as scheduled_amount
    from {{ ref('int_revenue_schedule') }}
    group by record_key

)

select
    lines.record_key,
    lines.net_amount,
    scheduled.scheduled_amount
from lines
left join scheduled on lines.record_key = scheduled.record_key
where coalesce(lines.net_amount, 0) <> coalesce(scheduled.scheduled_amount, 0)

union all

select
    scheduled.record_key,
    cast(null as {{ type_money() }}) as net_amount,
    scheduled.scheduled_amount
from scheduled
left join lines on scheduled.record_key = lines.record_key
where lines.record_key is null
