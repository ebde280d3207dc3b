-- Grain: one sighting (a valid row of int_ai_calls) on its UTC day, with the call it belongs to. No amounts.
-- Sightings are one call when they share the provider's response id, else the gateway's call id, else trace and
-- span; a sighting without the better id borrows it from one that shares a weaker id. All of them look one day to
-- either side and never further, so that a day depends on three neighbours only and can be rebuilt alone.
-- `chatcmpl-7`, which a local server counts out again and again, is no id. A retry is a billed attempt of its own. An
-- answer from the gateway's cache repeats the id of the call that filled the cache, so it stands alone, together with
-- what another tool saw of the same request. A day without any sighting is one row of nulls.

{{ slice_config() }}

with slices as (

    {{ slice_versions([ref('int_ai_calls')], neighbours=3) }}

),

changed as (

    {{ changed_slices('slices') }}

),

observed as (

    select
        record_key,
        vendor,
        slice_date,
        coalesce(is_retry, false) as is_retry,
        coalesce(is_cache_hit, false) as is_cache_hit,
        not (coalesce(is_retry, false) or coalesce(is_cache_hit, false)) as is_plain,  -- noqa: LT01, LT06
        case
            when not (coalesce(is_retry, false) or coalesce(is_cache_hit, false))
                and {{ text_match('provider_response_id', '^ *chatcmpl-([0-9]{1,3}) *$') }} is null
                then nullif(trim(provider_response_id), '')
        end as response_id,
        nullif(trim(gateway_call_id), '') as request_id,
        case when trim(trace_id) <> '' and trim(span_id) <> '' then trace_id || '/' || span_id end as span_ref,
        {{ date_add_days('slice_date', -1) }} as day_before,
        {{ date_add_days('slice_date', 1) }} as day_after
    from {{ ref('int_ai_calls') }}
    where {{ is_in_slices('slice_date', 'changed', neighbours=3) }}

),

same_span as (

    select seekers.record_key, min(known.response_id) as response_id, min(known.request_id) as request_id
    from observed as seekers
    left join observed as known
        on seekers.span_ref = known.span_ref
        and known.slice_date between seekers.day_before and seekers.day_after
    where seekers.is_plain and seekers.response_id is null and seekers.span_ref is not null
    group by seekers.record_key

),

with_span as (

    select
        observed.*,
        coalesce(observed.response_id, same_span.response_id) as known_response_id,
        coalesce(observed.request_id, same_span.request_id) as known_request_id
    from observed
    left join same_span on observed.record_key = same_span.record_key

),

same_request as (

    select seekers.record_key, min(known.known_response_id) as response_id
    from with_span as seekers
    left join with_span as known
        on seekers.known_request_id = known.known_request_id
        and known.slice_date between seekers.day_before and seekers.day_after
    where seekers.is_plain and seekers.known_response_id is null and seekers.known_request_id is not null
    group by seekers.record_key

),

cache_twins as (

    select seekers.record_key
    from with_span as seekers
    where seekers.is_plain
        and exists (
            select 1 from observed as hits
            where hits.is_cache_hit
                and hits.vendor <> seekers.vendor
                and hits.request_id = seekers.known_request_id
                and hits.slice_date between seekers.day_before and seekers.day_after
        )

),

identified as (

    select
        with_span.record_key,
        with_span.slice_date,
        with_span.day_before,
        case
            when with_span.is_retry then 'attempt:' || with_span.record_key
            when with_span.is_cache_hit or cache_twins.record_key is not null
                then coalesce('request:' || with_span.known_request_id, 'row:' || with_span.record_key)
            else coalesce(
                'response:' || coalesce(with_span.known_response_id, same_request.response_id),
                'request:' || with_span.known_request_id,
                'span:' || with_span.span_ref,
                'row:' || with_span.record_key
            )
        end as call_identity
    from with_span
    left join same_request on with_span.record_key = same_request.record_key
    left join cache_twins on with_span.record_key = cache_twins.record_key

),

across_midnight as (

    select call_identity from identified group by call_identity
    having min(slice_date) < max(slice_date)

),

days_across_midnight as (

    select distinct call_identity, slice_date from identified
    where call_identity in (select call_identity from across_midnight)

),

dated as (

    select identified.*, coalesce(earlier.slice_date, identified.slice_date) as call_date
    from identified
    left join days_across_midnight as earlier
        on identified.call_identity = earlier.call_identity
        and identified.day_before = earlier.slice_date

)

select
    dated.record_key,
    dated.call_identity || '@' || cast(dated.call_date as {{ type_of('text') }}) as call_key,
    dated.call_date,
    changed.slice_date,
    changed.slice_version
from changed
left join dated on changed.slice_date = dated.slice_date
