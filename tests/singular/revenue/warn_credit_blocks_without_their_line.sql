{{ config(severity='warn') }}
-- Names the paid credit blocks beside an accepted line of the same customer and month that may be their price: a one-off
-- line, or a subscription of just their amount. If it is, it is earned twice: as itself and as drawdowns. Mark the line
-- as prepaid at the biller.

with customer_map as (

    select * from {{ ref('int_customer_map') }}

),

grants as (

    select
        grants.source_record_id,
        grants.vendor,
        grants.paid_amount,
        grants.currency_code,
        customer_map.customer_key,
        {{ business_date('grants.effective_at') }} as effective_date
    from {{ ref('int_credit_grants_judged') }} as grants
    left join customer_map
        on grants.vendor = customer_map.vendor
        and grants.source_account = customer_map.source_account
        and grants.customer_native_id = customer_map.customer_native_id
    where grants.row_fate = 'valid' and grants.paid_amount > 0

),

lines as (

    select * from {{ ref('int_revenue_lines_accepted') }} where line_kind = 'charge'

),

-- blocks whose price is deferred already, by a line marked prepaid or one that was found
paid_blocks as (

    select distinct grants.source_record_id
    from grants
    left join lines
        on grants.customer_key = lines.customer_key
        and abs({{ days_between('grants.effective_date', 'lines.invoice_date') }}) <= 31
    where lines.decision = 'deferred_prepaid'

)

select
    grants.vendor || ': block ' || grants.source_record_id || ' (' || cast(grants.paid_amount as {{ type_of('text') }})
    || ' ' || grants.currency_code || ') has no prepaid line; is it sold by line ' || lines.source_record_id
    || ' of ' || lines.vendor || ' (' || cast(lines.net_amount as {{ type_of('text') }}) || ' ' || lines.currency_code
    || ')? Then mark the line as prepaid.' as message
from grants
left join paid_blocks on grants.source_record_id = paid_blocks.source_record_id
left join lines
    on grants.customer_key = lines.customer_key
    and abs({{ days_between('grants.effective_date', 'lines.invoice_date') }}) <= 31
where paid_blocks.source_record_id is null
    and lines.decision = 'accepted'
    and (
        coalesce(lines.revenue_type, 'one_time') in ('one_time', 'prepaid')
        or (
            lines.revenue_type = 'subscription'
            and lines.currency_code = grants.currency_code
            and grants.paid_amount in (lines.net_amount, lines.gross_amount)
        )
    )
