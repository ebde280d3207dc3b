-- Grain: UTC day x provider x purpose x currency x model that a provider's invoice or our own calls name. Amounts:
-- currency_code. side: both, or only one of invoice and calls; null where calls used nothing and no line names them.
-- Left out: the calls of an account that no report speaks of.

{% set grain = 'service_date, provider, purpose, currency_code, model' %}

with calls_priced as (

    select * from {{ ref('int_calls_priced_daily') }} where not coalesce(is_unreported, false)

),

invoices as (

    select * from {{ ref('int_provider_invoices_daily') }} where line_kind = 'calls'

),

both_sides as (

    select
        {{ grain }}, vendor, case when is_finished then 1 else 0 end as finished, 1 as invoice_lines, invoiced_amount,
        0 as calls_amount, 0 as tokens
    from invoices
    union all
    select
        {{ grain }}, cast(null as {{ type_of('text') }}) as vendor, 1 as finished, 0 as invoice_lines,
        0 as invoiced_amount, coalesce(amount, 0) as calls_amount, tokens
    from calls_priced

)

select
    {{ grain }},
    min(vendor) as vendor,
    min(finished) = 1 as is_finished,
    case
        when max(invoice_lines) = 1 and (sum(tokens) > 0 or sum(calls_amount) > 0) then 'both'
        when max(invoice_lines) = 1 then 'invoice'
        when sum(tokens) > 0 or sum(calls_amount) > 0 then 'calls'
    end as side,
    cast(sum(invoiced_amount) as {{ type_money() }}) as invoiced_amount,
    cast(sum(calls_amount) as {{ type_money() }}) as calls_amount,
    cast(sum(tokens) as {{ type_count() }}) as tokens
from both_sides
group by {{ grain }}
