-- Grain: one call that names no customer or no feature itself, with what the spans of its trace say, on the UTC day of
-- the call and a day to either side. No amounts. trace_other_ref: another customer that a span or a call of the trace
-- names; only where both turn out to be one customer does the trace name one. A feature must be named alike by all.
-- A day without any such call is one row of nulls: readers say `where call_key is not null`.

{{ slice_config() }}

with slices as (

    {{ slice_versions([ref('int_calls'), ref('int_spans')], neighbours=1) }}

),

changed as (

    {{ changed_slices('slices') }}

),

seekers as (

    select
        call_key,
        trace_id,
        slice_date as call_date,
        {{ date_add_days('slice_date', -1) }} as day_before,
        {{ date_add_days('slice_date', 1) }} as day_after,
        customer_ref is null as seeks_customer,
        feature_ref is null as seeks_feature
    from {{ ref('int_calls') }}
    where call_key is not null and trace_id is not null and (customer_ref is null or feature_ref is null)
        and {{ is_in_slices('slice_date', 'changed') }}

),

said as (

    select trace_id, slice_date, customer_ref, feature_ref, feature_ref_kind, customer_ref as span_customer
    from {{ ref('int_spans') }}
    where (customer_ref is not null or feature_ref is not null)
        and trace_id in (select trace_id from seekers)
        and {{ is_in_slices('slice_date', 'changed', neighbours=1) }}
    union all
    select
        trace_id, slice_date, customer_ref, cast(null as {{ type_of('text') }}) as feature_ref,
        cast(null as {{ type_of('text') }}) as feature_ref_kind, cast(null as {{ type_of('text') }}) as span_customer
    from {{ ref('int_calls') }}
    where customer_ref is not null
        and trace_id in (select trace_id from seekers where seeks_customer)
        and {{ is_in_slices('slice_date', 'changed', neighbours=1) }}

),

-- one call to everything that is said in its trace, by intent
hints as (

    select
        seekers.call_key,
        seekers.call_date,
        seekers.seeks_customer and count(said.span_customer) > 0 as has_customer,
        seekers.seeks_feature as has_feature,
        min(said.customer_ref) as first_customer,
        max(said.customer_ref) as last_customer,
        count(distinct said.customer_ref) as customers,
        min(said.feature_ref) as first_feature,
        max(said.feature_ref) as last_feature,
        min(said.feature_ref_kind) as feature_kind
    from seekers
    left join said
        on seekers.trace_id = said.trace_id
        and said.slice_date between seekers.day_before and seekers.day_after
    group by seekers.call_key, seekers.call_date, seekers.seeks_customer, seekers.seeks_feature

),

named as (

    select
        call_key,
        call_date,
        case when has_customer then first_customer end as trace_customer_ref,
        case
            when has_customer and customers > 2 then '{{ several_values() }}'
            when has_customer and customers = 2 then last_customer
        end as trace_other_ref,
        case
            when has_feature and first_feature = last_feature then first_feature
            when has_feature and first_feature <> last_feature then '{{ several_values() }}'
        end as trace_feature_ref,
        case when has_feature and first_feature = last_feature then feature_kind end as trace_feature_kind
    from hints

)

select
    named.call_key,
    named.trace_customer_ref,
    named.trace_other_ref,
    named.trace_feature_ref,
    named.trace_feature_kind,
    changed.slice_date,
    changed.slice_version
from changed
left join named
    on changed.slice_date = named.call_date
    and (named.trace_customer_ref is not null or named.trace_feature_ref is not null)
