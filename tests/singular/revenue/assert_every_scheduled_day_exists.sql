-- Fails where a service day of a revenue line lies outside the calendar: its amount would have no day.

select record_key, part, amount
from {{ ref('int_revenue_schedule') }}
where service_date is null
