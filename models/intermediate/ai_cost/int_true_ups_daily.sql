-- Grain: UTC day x provider x purpose x model x currency that a provider's invoice covers: what the invoice says
-- beside what our own calls add up to. Amounts: currency_code. A provider that reports anything for calls of a day
-- and purpose covers it, and then a model was invoiced at nothing that has no line and can have none under another
-- name (int_invoices_by_called_model). A report that names no model is compared as a whole, model `(all)`. Days without
-- a report are not here: their calls keep their own cost. So do the calls of an account that no report speaks of, and
-- those of a day that the report has not seen the end of (spread_by not_finished): a part of an invoice says nothing
-- about the whole.

with calls_priced as (

    select * from {{ ref('int_calls_priced_daily') }}

),

invoices as (

    select * from {{ ref('int_invoices_by_called_model') }}

),

covered as (

    select
        service_date,
        provider,
        purpose,
        currency_code,
        min(vendor) as vendor,
        min(case when is_finished then 1 else 0 end) as finished,
        {{ any_true("model <> '(none)'") }} as names_models
    from invoices
    group by service_date, provider, purpose, currency_code

),

both_sides as (

    select
        service_date,
        provider,
        purpose,
        currency_code,
        model,
        invoiced_amount,
        0 as calls_amount,
        0 as tokens,
        0 as unpriced_tokens
    from invoices
    union all
    select
        service_date,
        provider,
        purpose,
        currency_code,
        model,
        0 as invoiced_amount,
        coalesce(amount, 0) as calls_amount,
        tokens,
        case when amount is null then tokens else 0 end as unpriced_tokens
    from calls_priced
    where not coalesce(is_unreported, false)

),

compared as (

    select
        covered.service_date,
        covered.provider,
        covered.purpose,
        covered.currency_code,
        case when covered.names_models then both_sides.model else '(all)' end as model,
        min(covered.vendor) as vendor,
        min(covered.finished) as finished,
        cast(sum(both_sides.invoiced_amount) as {{ type_money() }}) as invoiced_amount,
        cast(sum(both_sides.calls_amount) as {{ type_money() }}) as calls_amount,
        cast(sum(both_sides.tokens) as {{ type_count() }}) as tokens,
        cast(sum(both_sides.unpriced_tokens) as {{ type_count() }}) as unpriced_tokens
    from covered
    left join both_sides
        on covered.service_date = both_sides.service_date
        and covered.provider = both_sides.provider
        and covered.purpose = both_sides.purpose
        and covered.currency_code = both_sides.currency_code
    group by
        covered.service_date, covered.provider, covered.purpose, covered.currency_code,
        case when covered.names_models then both_sides.model else '(all)' end

),

with_day as (

    select
        compared.*,
        sum(tokens) over (partition by service_date, provider, purpose, currency_code) as tokens_of_day,
        sum(calls_amount) over (partition by service_date, provider, purpose, currency_code) as calls_of_day
    from compared

)

select
    {{ surrogate_key(['service_date', 'provider', 'purpose', 'currency_code', 'model']) }} as true_up_key,
    service_date,
    provider,
    purpose,
    currency_code,
    model,
    vendor,
    invoiced_amount,
    calls_amount,
    cast(invoiced_amount - calls_amount as {{ type_money() }}) as difference_amount,
    tokens,
    unpriced_tokens,
    case
        when finished = 0 and (tokens_of_day > 0 or calls_of_day <> 0) then 'not_finished'
        when invoiced_amount > calls_amount and unpriced_tokens > 0 then 'unpriced_tokens'
        when calls_amount > 0 then 'cost'
        when tokens > 0 then 'tokens'
        else 'no_calls'
    end as spread_by
from with_day
