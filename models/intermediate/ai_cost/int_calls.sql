-- Grain: one real model call, on the UTC day of its first sighting, whatever the number of tools that saw it.
-- cost_amount: what the call cost, in currency_code, as the best ranked sighting with a measured cost says; where none
-- has one, the best ranked sighting with tokens speaks, and its cost may be null. Tokens (exclusive buckets), status
-- and basis come from the same sighting; fallback_cost_amount is then what a lower ranked one estimated. Every
-- reference is filled from the best ranked sighting that has it, customer and feature at last from the spans of the
-- trace, if these agree. An answer from the gateway's cache cost nothing and used no token of a provider.
-- A day without any call is one row of nulls: readers say `where call_key is not null`.

{% set references = [
    'provider', 'provider_account_ref', 'model', 'trace_id', 'customer_ref', 'end_user_ref', 'api_key_ref',
    'project_ref', 'feature_ref', 'environment', 'currency_code'
] %}
{% set facts = ['vendor', 'source_record_id', 'status', 'cost_amount', 'cost_rounding_amount', 'cost_basis'] %}
{% set flags = ['is_retry', 'is_cache_hit', 'is_batch', 'is_internal', 'is_paid_by_caller'] %}
{% set buckets = ['input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'cache_write_1h_tokens', 'output_tokens'] %}

{{ slice_config() }}

with slices as (

    {{ slice_versions([ref('int_call_sightings'), ref('int_spans')], neighbours=1) }}

),

changed as (

    {{ changed_slices('slices') }}

),

sightings as (

    select
        call_sightings.call_key,
        call_sightings.call_date,
        ai_calls.*
    from {{ ref('int_call_sightings') }} as call_sightings
    left join {{ ref('int_ai_calls') }} as ai_calls
        on call_sightings.record_key = ai_calls.record_key
        and call_sightings.slice_date = ai_calls.slice_date
    where call_sightings.call_date in (select slice_date from changed)
        and call_sightings.slice_date in ({{ slices_within('changed', neighbours=1) }})

),

spans as (

    select trace_id, slice_date, customer_ref, feature_ref from {{ ref('int_spans') }}
    where slice_date in ({{ slices_within('changed', neighbours=1) }})
        and (customer_ref is not null or feature_ref is not null)

),

numbered as (

    select
        sightings.*,
        row_number() over (
            partition by call_key
            order by
                case
                    when cost_amount is not null and coalesce(cost_basis, '') not in ('observability_estimated', 'price_list') then 0
                    when coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0) + coalesce(output_tokens, 0) > 0 then 1
                    else 2
                end,
                coalesce(source_rank, 99), case when cost_amount is null then 1 else 0 end, cost_amount desc,
                coalesce(input_tokens, 0) desc, coalesce(output_tokens, 0) desc, vendor, record_key
        ) as sighting_number
    from sightings

),

merged as (

    select
        call_key,
        call_date,
        {% for column in references %}
        {{ first_known(column) }} as {{ column }},
        {% endfor %}
        {% for column in facts + buckets %}
        {{ of_best(column) }} as {{ column }},
        {% endfor %}
        {% for column in flags %}
        {{ any_true(column) }} as {{ column }},
        {% endfor %}
        {{ first_known('cost_amount') }} as first_known_cost,
        min(started_at) as started_at,
        count(*) as sightings
    from numbered
    group by call_key, call_date

),

trace_hints as (

    select
        merged.call_key,
        case when min(spans.customer_ref) = max(spans.customer_ref) then min(spans.customer_ref) end as customer_ref,
        case when min(spans.feature_ref) = max(spans.feature_ref) then min(spans.feature_ref) end as feature_ref
    from merged
    left join spans
        on merged.trace_id = spans.trace_id
        and spans.slice_date between {{ date_add_days('merged.call_date', -1) }} and {{ date_add_days('merged.call_date', 1) }}
    where merged.trace_id is not null and (merged.customer_ref is null or merged.feature_ref is null)
    group by merged.call_key

),

completed as (

    select
        merged.*,
        coalesce(merged.customer_ref, trace_hints.customer_ref) as known_customer_ref,
        coalesce(merged.feature_ref, trace_hints.feature_ref) as known_feature_ref
    from merged
    left join trace_hints on merged.call_key = trace_hints.call_key

),

final as (

    select
        completed.call_key,
        completed.vendor,
        completed.source_record_id,
        cast(completed.sightings as {{ type_count() }}) as sightings,
        completed.started_at,
        completed.trace_id,
        completed.provider,
        completed.provider_account_ref,
        completed.model,
        completed.known_customer_ref as customer_ref,
        completed.end_user_ref,
        completed.api_key_ref,
        completed.project_ref,
        completed.known_feature_ref as feature_ref,
        completed.environment,
        coalesce(completed.status, 'success') in ('success', 'ok') as is_success,
        {% for column in flags %}
        completed.{{ column }},
        {% endfor %}
        {% for column in buckets %}
        cast(case when completed.is_cache_hit then 0 else coalesce(completed.{{ column }}, 0) end as {{ type_count() }}) as {{ column }},
        {% endfor %}
        cast(case when completed.is_cache_hit then 0 else completed.cost_amount end as {{ type_money() }}) as cost_amount,
        cast(case when not completed.is_cache_hit and completed.cost_amount is null then completed.first_known_cost end as {{ type_money() }}) as fallback_cost_amount,
        cast(coalesce(completed.cost_rounding_amount, 0) as {{ type_rate() }}) as cost_rounding_amount,
        case
            when completed.cost_amount is null and completed.first_known_cost is not null then 'fallback_estimate'
            else completed.cost_basis
        end as cost_basis,
        completed.currency_code,
        changed.slice_date,
        changed.slice_version
    from changed
    left join completed on changed.slice_date = completed.call_date

)

select * from final
