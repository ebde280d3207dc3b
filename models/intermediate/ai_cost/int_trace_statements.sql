-- Grain: contested trace x UTC day x who says it (span_or_call, call) x customer as said x currency. A trace is
-- contested on a day where its spans and calls of that day and of the days beside it name customers differently. Rows
-- of span_or_call list the names; rows of call hold the calls of the day that name that customer, or none
-- (customer_ref is null). cost_amount: currency_code, what a source stated or estimated for those calls; calls that
-- only our price list prices are 0 here. A day without any is one row of nulls: `where trace_id is not null`.

{{ slice_config() }}

with slices as (

    {{ slice_versions([ref('int_calls'), ref('int_spans')], neighbours=1) }}

),

changed as (

    {{ changed_slices('slices') }}

),

said as (

    select trace_id, slice_date, customer_ref
    from {{ ref('int_spans') }}
    where trace_id is not null and customer_ref is not null
        and {{ is_in_slices('slice_date', 'changed', neighbours=1) }}
    union all
    select trace_id, slice_date, customer_ref
    from {{ ref('int_calls') }}
    where trace_id is not null and customer_ref is not null
        and {{ is_in_slices('slice_date', 'changed', neighbours=1) }}

),

-- every contested trace and some that name two customers on days far apart, so that few rows go on
candidates as (

    select trace_id from said group by trace_id having min(customer_ref) < max(customer_ref)

),

reached as (

    select distinct
        said.trace_id,
        {{ date_add_days('said.slice_date', 'shifts.day_shift') }} as trace_date,
        said.customer_ref
    from said
    cross join ({{ day_shifts(1) }}) as shifts
    where said.trace_id in (select trace_id from candidates)

),

calls as (

    select
        trace_id,
        slice_date as trace_date,
        customer_ref,
        currency_code,
        sum(case when is_retry then 0 else 1 end) as calls,
        sum(coalesce(cost_amount, fallback_cost_amount, 0)) as cost_amount
    from {{ ref('int_calls') }}
    where trace_id in (select trace_id from candidates) and {{ is_in_slices('slice_date', 'changed') }}
    group by trace_id, slice_date, customer_ref, currency_code

),

-- a day that became empty says nothing, even between two days that disagree
days_with_any as (

    select slice_date from said
    union all
    select trace_date as slice_date from calls

),

contested as (

    select trace_id, trace_date
    from reached
    where trace_date in (select slice_date from days_with_any)
    group by trace_id, trace_date
    having min(customer_ref) < max(customer_ref)

),

statements as (

    select
        'span_or_call' as said_by, trace_id, trace_date, customer_ref,
        cast(null as {{ type_of('text') }}) as currency_code, 0 as calls, 0 as cost_amount
    from reached
    union all
    select 'call' as said_by, trace_id, trace_date, customer_ref, currency_code, calls, cost_amount
    from calls

),

kept as (

    select statements.*
    from contested
    left join statements
        on contested.trace_id = statements.trace_id and contested.trace_date = statements.trace_date

)

select
    kept.trace_id,
    kept.said_by,
    kept.customer_ref,
    kept.currency_code,
    cast(kept.calls as {{ type_count() }}) as calls,
    cast(kept.cost_amount as {{ type_money() }}) as cost_amount,
    changed.slice_date,
    changed.slice_version
from changed
left join kept on changed.slice_date = kept.trace_date
