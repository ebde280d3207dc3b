-- Grain: UTC day x raw references of the call (as the sources write them) x provider, model and account x flags x
-- cost basis x currency. reported_cost: currency_code, sum over the calls whose cost a source knows; is_unpriced
-- groups are the calls with tokens whose best source states no cost, and fallback_cost is what a lower ranked one
-- estimated for them. calls leaves retries out, tokens do not.
-- references_key: all groups of a day whose calls may be looked up by the same values (int_call_owners).
-- A day without any call is one row of nulls: readers say `where call_group_key is not null`.

{% set references = call_references() %}
{% set dimensions = references + [
    'provider', 'provider_account_ref', 'model', 'environment', 'is_batch', 'is_internal', 'is_paid_by_caller',
    'is_unpriced', 'cost_basis', 'currency_code'
] %}
{% set buckets = [
    'input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'cache_write_1h_tokens', 'output_tokens'
] %}

{{ slice_config() }}

with slices as (

    {{ slice_versions([ref('int_calls'), ref('int_call_traces'), ref('int_call_labels')], neighbours=0) }}

),

changed as (

    {{ changed_slices('slices') }}

),

traces as (

    select * from {{ ref('int_call_traces') }}
    where call_key is not null and {{ is_in_slices('slice_date', 'changed') }}

),

labels as (

    select
        call_key,
        {{ ordered_text_agg(
            "lookup_path || '=' || replace(replace(label_value, '%', '%25'), '|', '%7C')", '|'
        ) }} as label_refs
    from {{ ref('int_call_labels') }}
    where call_key is not null and {{ is_in_slices('slice_date', 'changed') }}
    group by call_key

),

calls as (

    select
        calls.*,
        traces.trace_customer_ref,
        traces.trace_other_ref,
        traces.trace_feature_ref,
        traces.trace_feature_kind,
        labels.label_refs,
        cost_amount is null and not is_cache_hit and {{ buckets | join(' + ') }} > 0 as is_unpriced
    from {{ ref('int_calls') }} as calls
    left join traces on calls.call_key = traces.call_key
    left join labels on calls.call_key = labels.call_key
    where calls.call_key is not null and {{ is_in_slices('calls.slice_date', 'changed') }}

),

grouped as (

    select
        slice_date,
        {{ dimensions | join(',\n        ') }},
        sum(case when is_retry then 0 else 1 end) as calls,
        sum(case when is_success and not is_retry then 1 else 0 end) as calls_succeeded,
        sum(case when not is_success and not is_retry then 1 else 0 end) as calls_failed,
        sum(case when is_retry then 1 else 0 end) as calls_retried,
        sum(case when is_cache_hit and not is_retry then 1 else 0 end) as calls_cached,
        {% for column in buckets %}
        sum({{ column }}) as {{ column }},
        {% endfor %}
        sum(coalesce(cost_amount, 0)) as reported_cost,
        sum(coalesce(fallback_cost_amount, 0)) as fallback_cost,
        sum(cost_rounding_amount) as cost_rounding_amount
    from calls
    group by slice_date, {{ dimensions | join(', ') }}

),

final as (

    select
        case
            when grouped.slice_date is not null
                then {{ surrogate_key(['grouped.slice_date'] + flags_as_text(dimensions)) }}
        end as call_group_key,
        case
            when grouped.slice_date is not null
                then {{ surrogate_key(['grouped.slice_date'] + references) }}
        end as references_key,
        {{ dimensions | join(',\n        ') }},
        {% for column in ['calls', 'calls_succeeded', 'calls_failed', 'calls_retried', 'calls_cached'] + buckets %}
        cast(grouped.{{ column }} as {{ type_count() }}) as {{ column }},
        {% endfor %}
        cast(grouped.reported_cost as {{ type_money() }}) as reported_cost,
        cast(grouped.fallback_cost as {{ type_money() }}) as fallback_cost,
        cast(grouped.cost_rounding_amount as {{ type_rate() }}) as cost_rounding_amount,
        changed.slice_date,
        changed.slice_version
    from changed
    left join grouped on changed.slice_date = grouped.slice_date

)

select * from final
