-- Grain: one day of one money part of a revenue line, past and future. amount: invoice currency.
-- Each service month's piece is spread over its days in equal parts that sum to it exactly.

with service_months as (

    select * from {{ ref('int_revenue_service_months') }}

),

calendar as (

    select * from {{ ref('int_calendar') }}

),

piece_days as (

    select
        service_months.record_key,
        service_months.part,
        service_months.piece_number,
        calendar.date_day as service_date
    from service_months
    cross join calendar
    where calendar.date_day >= service_months.piece_start_date
        and calendar.date_day < service_months.piece_end_date

),

-- one to many by intent; a piece without a day keeps one row, so that its money stays visible
days as (

    select
        service_months.*,
        piece_days.service_date
    from service_months
    left join piece_days
        on service_months.record_key = piece_days.record_key
        and service_months.part = piece_days.part
        and service_months.piece_number = piece_days.piece_number

)

select
    record_key,
    part,
    entry_class,
    vendor,
    customer_key,
    source_account,
    subscription_native_id,
    feature_ref,
    currency_code,
    invoice_date,
    service_date,
    {{ split_money(
        'amount', '1', partition_by=['record_key', 'part', 'piece_number'], order_by=['service_date']
    ) }} as amount
from days
