-- Grain: UTC day x customer x cost function x provider x model x source x is_invoiced. Calls with tokens whose cost no
-- source reported and no price list knows: they have no amount, which is not the same as costing nothing. is_invoiced:
-- the provider's invoice of that day holds an amount for them, so that the true-up settles what they cost. No amounts.

with calls_priced as (

    select * from {{ ref('int_calls_priced_daily') }} where amount is null

),

true_ups as (

    select * from {{ ref('int_true_ups_daily') }} where spread_by <> 'not_finished' and invoiced_amount > 0

),

-- an invoice names a model or speaks of all, so that one call group meets one true-up at most
judged as (

    select
        calls_priced.*,
        true_ups.true_up_key is not null as is_invoiced
    from calls_priced
    left join true_ups on {{ carries_true_up('calls_priced', 'true_ups') }}

)

select
    service_date,
    customer_key,
    cost_function,
    provider,
    model,
    vendor,
    is_invoiced,
    cast(sum(calls) as {{ type_count() }}) as calls,
    cast(sum(tokens) as {{ type_count() }}) as tokens
from judged
group by service_date, customer_key, cost_function, provider, model, vendor, is_invoiced
