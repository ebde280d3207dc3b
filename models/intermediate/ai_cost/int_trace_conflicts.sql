-- Grain: one trace whose spans and calls name different customers on a day or on two days next to each other. Nothing
-- is filled in from such a trace. calls, cost_amount: all its calls of those days; calls_without_customer,
-- cost_without_customer_amount: those that name no customer themselves and get none from the trace (another path
-- may still name one). Amounts: reporting currency, what sources stated or estimated. A trace whose names turn out to
-- be one customer's, or that a person has named, is left out.

with statements as (

    select * from {{ ref('int_trace_statements') }}
    where trace_id is not null and trace_id not in (select trace_id from {{ ref('int_named_traces') }})

),

trace_kinds as (

    select distinct identifier_kind
    from {{ ref('stg_pricing__lookup_paths') }}
    where target = 'customer' and reference in ('stated', 'trace') and key is null

),

assignments as (

    select * from {{ ref('int_identifier_assignments') }}
    where identifier_kind in (select identifier_kind from trace_kinds)

),

fx_rates as (

    select * from {{ ref('stg_pricing__fx_rates_daily') }}

),

named as (

    select
        statements.trace_id,
        statements.customer_ref,
        coalesce(min(assignments.customer_key), 'unknown: ' || statements.customer_ref) as customer_name
    from statements
    left join assignments
        on {{ holds_on('assignments', 'statements.customer_ref', 'statements.slice_date') }}
    where statements.customer_ref is not null
    group by statements.trace_id, statements.customer_ref

),

conflicts as (

    select
        trace_id,
        count(distinct customer_name) as customers,
        {{ ordered_text_agg('customer_name', ', ', distinct=true) }} as customer_names,
        {{ ordered_text_agg('customer_ref', ', ', distinct=true) }} as customer_refs
    from named
    group by trace_id
    having count(distinct customer_name) > 1

),

costs as (

    select
        statements.trace_id,
        min(statements.slice_date) as first_day,
        max(statements.slice_date) as last_day,
        sum(statements.calls) as calls,
        sum(case when statements.customer_ref is null then statements.calls else 0 end) as calls_without_customer,
        sum({{ convert_money('statements.cost_amount', 'fx_rates.rate') }}) as cost_amount,
        sum(
            case
                when statements.customer_ref is null then {{ convert_money('statements.cost_amount', 'fx_rates.rate') }}
                else 0
            end
        ) as cost_without_customer_amount
    from statements
    left join fx_rates
        on statements.currency_code = fx_rates.currency_code
        and statements.slice_date = fx_rates.rate_date
    group by statements.trace_id

)

select
    conflicts.trace_id,
    costs.first_day,
    costs.last_day,
    cast(conflicts.customers as {{ type_count() }}) as customers,
    conflicts.customer_names,
    conflicts.customer_refs,
    cast(costs.calls as {{ type_count() }}) as calls,
    cast(costs.calls_without_customer as {{ type_count() }}) as calls_without_customer,
    cast(coalesce(costs.cost_amount, 0) as {{ type_money() }}) as cost_amount,
    cast(coalesce(costs.cost_without_customer_amount, 0) as {{ type_money() }}) as cost_without_customer_amount,
    '{{ var("reporting_currency") }}' as currency_code
from conflicts
left join costs on conflicts.trace_id = costs.trace_id
