-- Grain: one money part (gross, discount, credit applied) of one accepted revenue line that is not zero.
-- amount: invoice currency, positive = revenue. The parts of a line sum to its net amount. Every part of a write-off is
-- a write-off: what its discount takes back was never part of the debt.

with accepted_lines as (

    select * from {{ ref('int_revenue_lines_accepted') }}
    where decision = 'accepted'

),

gross as (

    select
        accepted_lines.*,
        'gross' as part,
        case
            when line_kind = 'credit_note' then 'credit'
            when line_kind in ('refund', 'dispute', 'write_off') then line_kind
            when revenue_type in ('subscription', 'usage', 'overage', 'minimum', 'one_time') then revenue_type
            when revenue_type = 'prepaid' then 'prepaid_drawdown'
            else 'one_time'
        end as entry_class,
        gross_amount as amount
    from accepted_lines

),

discount as (

    select
        accepted_lines.*,
        'discount' as part,
        case when line_kind = 'write_off' then 'write_off' else 'discount' end as entry_class,
        discount_amount as amount
    from accepted_lines

),

credit_applied as (

    select
        accepted_lines.*,
        'credit_applied' as part,
        case when line_kind = 'write_off' then 'write_off' else 'credit' end as entry_class,
        credit_applied_amount as amount
    from accepted_lines

),

parts as (

    select * from gross
    union all
    select * from discount
    union all
    select * from credit_applied

)

select
    record_key,
    part,
    entry_class,
    vendor,
    customer_key,
    subscription_native_id,
    source_account,
    feature_ref,
    currency_code,
    amount,
    invoice_date,
    service_start_date,
    case
        when service_end_date > service_start_date then service_end_date
        else {{ date_add_days('service_start_date', 1) }}
    end as service_end_date
from parts
where coalesce(amount, 0) <> 0
