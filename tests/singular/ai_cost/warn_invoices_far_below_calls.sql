{{ config(severity='warn') }}
-- Names the months in which a provider invoices a tenth less than our own calls add up to: a cheaper price is taken
-- over from the invoice, an account or a part of the days whose report is missing looks just the same.

select
    provider || ', ' || purpose || ', ' || cast({{ month_start('service_date') }} as {{ type_of('text') }})
    || ': calls add up to ' || cast(sum(calls_amount) as {{ type_of('text') }}) || ' ' || currency_code
    || ' and the reports to ' || cast(sum(invoiced_amount) as {{ type_of('text') }})
    || ', which the cost follows: do the reports cover every account?' as message
from {{ ref('int_true_ups_daily') }}
where spread_by <> 'not_finished'
group by provider, purpose, currency_code, {{ month_start('service_date') }}
having sum(invoiced_amount) < sum(calls_amount) * cast(0.9 as {{ type_of('ratio') }})
