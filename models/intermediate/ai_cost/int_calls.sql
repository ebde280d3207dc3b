-- Grain: one real model call, on the UTC day of its first sighting, whatever the number of tools that saw it.
-- cost_amount: what the call cost, in currency_code, as the best ranked sighting with a measured cost says; where none
-- has one, the best ranked sighting with tokens speaks, and its cost may be null; without any tokens it is the best
-- ranked that estimates a cost. Tokens (exclusive buckets), status and basis come from the same sighting;
-- fallback_cost_amount is what a lower ranked one estimated where the best has tokens and no cost. Every reference is
-- filled from the best ranked sighting that has it, trace_id from trace tools first, since a gateway often has a
-- session in its place; what only its trace or a label says about its customer and feature is in int_call_traces and
-- int_call_labels. An answer from the gateway's cache cost nothing and used no token of a provider.
-- A day without any call is one row of nulls: readers say `where call_key is not null`.

{% set references = [
    'customer_ref', 'feature_ref', 'provider', 'provider_account_ref', 'model', 'trace_id', 'end_user_ref',
    'api_key_ref', 'project_ref', 'environment'
] %}
{% set facts = [
    'vendor', 'source_record_id', 'record_key', 'status', 'cost_amount', 'cost_rounding_amount', 'cost_basis'
] %}
{% set flags = ['is_retry', 'is_cache_hit', 'is_batch', 'is_internal', 'is_paid_by_caller'] %}
{% set buckets = [
    'input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'cache_write_1h_tokens', 'output_tokens'
] %}

{{ slice_config() }}

with slices as (

    {{ slice_versions([ref('int_call_sightings')], neighbours=1) }}

),

changed as (

    {{ changed_slices('slices') }}

),

sightings as (

    select
        call_sightings.call_key,
        call_sightings.call_date,
        ai_calls.*,
        ai_calls.cost_amount is not null
        and coalesce(ai_calls.cost_basis, '') not in ('observability_estimated', 'price_list') as is_measured,
        {% for column in buckets %}
        coalesce(ai_calls.{{ column }}, 0){{ ' +' if not loop.last else ' as tokens' }}
        {% endfor %}
    from {{ ref('int_call_sightings') }} as call_sightings
    left join {{ ref('int_ai_calls') }} as ai_calls
        on call_sightings.record_key = ai_calls.record_key
        and call_sightings.slice_date = ai_calls.slice_date
    where {{ is_in_slices('call_sightings.call_date', 'changed') }}
        and {{ is_in_slices('call_sightings.slice_date', 'changed', neighbours=1) }}

),

numbered as (

    select
        sightings.*,
        row_number() over (
            partition by call_key
            order by
                case when is_measured then 0 when tokens > 0 then 1 when cost_amount <> 0 then 2 else 3 end,
                coalesce(source_rank, 99), coalesce(cost_amount, -1) desc, tokens desc, vendor, record_key
        ) as sighting_number
    from sightings

),

merged as (

    select
        call_key,
        call_date,
        {% for column in references %}
        {{ first_known(column, last='source_rank < 3' if column == 'trace_id' else none) }} as {{ column }},
        {% endfor %}
        {{ first_known("case when feature_ref is not null then coalesce(feature_ref_kind, 'any') end") }}
            as feature_ref_kind,
        {% for column in facts %}
        {{ of_best(column) }} as {{ column }},
        {% endfor %}
        {% for column in buckets %}
        coalesce({{ of_best(column) }}, 0) as {{ column }},
        {% endfor %}
        {% for column in flags %}
        {{ any_true(column) }} as {{ column }},
        {% endfor %}
        {{ first_known('cast(cost_amount as ' ~ type_of('text') ~ ')') }} as fallback,
        {{ first_known('currency_code', last='cost_amount is null') }} as currency_code,
        min(started_at) as started_at,
        count(*) as sightings
    from numbered
    group by call_key, call_date

)

select
    merged.call_key,
    merged.vendor, merged.source_record_id, merged.record_key,
    cast(merged.sightings as {{ type_count() }}) as sightings, merged.started_at,
    coalesce(merged.status, 'success') in ('success', 'ok') as is_success,
    {% for column in references + ['feature_ref_kind', 'currency_code'] + flags %}
    merged.{{ column }},
    {% endfor %}
    {% for column in buckets %}
    cast(case when merged.is_cache_hit then 0 else merged.{{ column }} end as {{ type_count() }}) as {{ column }},
    {% endfor %}
    cast(case when merged.is_cache_hit then 0 else merged.cost_amount end as {{ type_money() }}) as cost_amount,
    cast(case when merged.cost_amount is null then merged.fallback end as {{ type_money() }}) as fallback_cost_amount,
    cast(coalesce(merged.cost_rounding_amount, 0) as {{ type_rate() }}) as cost_rounding_amount,
    case
        when merged.cost_amount is null and merged.fallback is not null then 'fallback_estimate'
        else merged.cost_basis
    end as cost_basis,
    changed.slice_date,
    changed.slice_version
from changed
left join merged on changed.slice_date = merged.call_date
