-- Grain: UTC day x reporting source x provider x model x cost function x currency, for what provider reports cover.
-- invoiced_amount: what the provider reports; calls_amount: what our calls carried already; trued_up_amount: what the
-- true-up added or took; invoiced_only_amount: what no call could carry. All in currency_code. An invoice does not
-- know cost functions: a function's part of it is what its calls carry and what the true-up gave them, and a test says
-- that these parts are the invoice. What the report of a day that is not finished differs by has no function yet:
-- `(none)`.

with calls_priced as (

    select * from {{ ref('int_calls_priced_daily') }}

),

true_ups as (

    select * from {{ ref('int_true_ups_daily') }} where spread_by <> 'no_calls'

),

true_up_parts as (

    select * from {{ ref('int_true_up_parts') }}

),

without_calls as (

    select * from {{ ref('int_invoiced_without_calls') }}

),

carried as (

    select
        true_ups.true_up_key,
        true_ups.service_date,
        true_ups.vendor,
        true_ups.provider,
        true_ups.currency_code,
        calls_priced.model,
        calls_priced.cost_function,
        cast(sum(coalesce(calls_priced.amount, 0)) as {{ type_money() }}) as calls_amount,
        cast(sum(coalesce(true_up_parts.part_amount, 0)) as {{ type_money() }}) as trued_up_amount
    from true_ups
    left join calls_priced on {{ carries_true_up('calls_priced', 'true_ups') }}
    left join true_up_parts
        on true_ups.true_up_key = true_up_parts.true_up_key
        and calls_priced.call_group_key = true_up_parts.call_group_key
    where calls_priced.call_group_key is not null
    group by
        true_ups.true_up_key, true_ups.service_date, true_ups.vendor, true_ups.provider, true_ups.currency_code,
        calls_priced.model, calls_priced.cost_function

),

amounts as (

    select
        service_date, vendor, provider, model, cost_function, currency_code,
        calls_amount + trued_up_amount as invoiced_amount, calls_amount, trued_up_amount, 0 as invoiced_only_amount
    from carried
    union all
    select
        service_date, vendor, provider, model, cost_function, currency_code, amount as invoiced_amount,
        0 as calls_amount, 0 as trued_up_amount, amount as invoiced_only_amount
    from without_calls
    union all
    select
        service_date, vendor, provider, model, '(none)' as cost_function, currency_code,
        difference_amount as invoiced_amount, 0 as calls_amount, 0 as trued_up_amount, 0 as invoiced_only_amount
    from true_ups
    where spread_by = 'not_finished' and difference_amount <> 0

)

select
    {{ surrogate_key(['service_date', 'vendor', 'provider', 'model', 'cost_function', 'currency_code']) }} as spend_key,
    service_date,
    vendor,
    provider,
    model,
    cost_function,
    currency_code,
    {% for amount in ['invoiced', 'calls', 'trued_up', 'invoiced_only'] %}
    cast(sum({{ amount }}_amount) as {{ type_money() }}) as {{ amount }}_amount{{ ',' if not loop.last }}
    {% endfor %}
from amounts
group by service_date, vendor, provider, model, cost_function, currency_code
