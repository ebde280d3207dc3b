-- Grain: one service month of one money part of a revenue line. amount: invoice currency.
-- A term of whole months is earned in equal parts per service month; any other period is one piece.
-- The pieces of a part sum to it exactly.

with parts as (

    select * from {{ ref('int_revenue_parts') }}

),

month_numbers as (

    select (hundreds.digit * 100 + tens.digit * 10 + ones.digit) as month_number
    from ({{ digits() }}) as hundreds
    cross join ({{ digits() }}) as tens
    cross join ({{ digits() }}) as ones
    where hundreds.digit < 2

),

candidate_months as (

    select
        parts.record_key,
        parts.part,
        month_numbers.month_number,
        {{ date_add_months('parts.service_start_date', 'month_numbers.month_number') }} as piece_start_date,
        {{ date_add_months('parts.service_start_date', 'month_numbers.month_number + 1') }} as piece_end_date,
        parts.service_end_date
    from parts
    cross join month_numbers
    where {{ date_add_months('parts.service_start_date', 'month_numbers.month_number') }} < parts.service_end_date

),

-- Whole months only where one of the month ends is the end of the service period.
whole_terms as (

    select distinct record_key, part
    from candidate_months
    where piece_end_date = service_end_date

),

pieces as (

    select
        parts.*,
        coalesce(candidate_months.month_number, 0) as piece_number,
        coalesce(candidate_months.piece_start_date, parts.service_start_date) as piece_start_date,
        coalesce(candidate_months.piece_end_date, parts.service_end_date) as piece_end_date
    from parts
    left join whole_terms
        on parts.record_key = whole_terms.record_key
        and parts.part = whole_terms.part
    left join candidate_months
        on whole_terms.record_key = candidate_months.record_key
        and whole_terms.part = candidate_months.part

)

select
    record_key,
    part,
    piece_number,
    entry_class,
    vendor,
    customer_key,
    source_account,
    subscription_native_id,
    feature_ref,
    currency_code,
    invoice_date,
    piece_start_date,
    piece_end_date,
    {{ split_money('amount', '1', partition_by=['record_key', 'part'], order_by=['piece_number']) }} as amount
from pieces
