-- Grain: one row per raw row of portkey_logs, nothing left out: its JSON opened, its numbers read, its tokens in
-- buckets that exclude each other. charged_amount is in whole currency units; the log states CENTS, after the
-- operator's pricing adjustments. A provider's count includes what was cached or does not, which its body tells;
-- without a body the units of the log stand in, taken to include cached tokens (Portkey does not say).
with logs as (
    {{ raw_rows('portkey', 'portkey_logs', {
        'id': 'text', 'trace_id': 'text', 'created_at': 'timestamp', 'response': 'json', 'is_success': 'boolean',
        'ai_org': 'text', 'ai_model': 'text', 'req_units': 'number', 'res_units': 'number', 'cost': 'number',
        'cost_currency': 'text', 'metadata': 'json', 'cache_status': 'text', 'request_url': 'text',
        'response_status_code': 'integer', 'mode': 'text', 'last_used_option_index': 'text', 'prompt_slug': 'text',
        'virtual_key': 'text', 'api_key_id': 'text', 'workspace_slug': 'text', 'span_id': 'text',
        '_loaded_at': 'timestamp'
    }) }}
),

opened as (
    {{ json_columns('logs', 'response', portkey_response_paths()) }}
),

described as (
    {{ json_columns('opened', 'metadata', {
        'told_customer_id': ['customer_id'], 'told_customer': ['customer'], 'told_tenant': ['tenant'],
        'told_user': ['_user'], 'told_feature': ['feature'], 'told_environment': ['environment'],
        'told_internal': ['internal'], 'told_byok': ['byok']
    }) }}
),

counted as (
    select
        described.*,
        case
            when {{ safe_boolean('is_success') }} then 'success'
            when {{ safe_boolean('is_success') }} is null
                and coalesce({{ safe_number('response_status_code', 'count') }}, 200) between 200 and 299
                then 'success'
            else 'error'
        end as outcome,
        {{ safe_number('cost', 'fine_money') }} * cast(0.01 as {{ type_decimal(2, 2) }}) as charged_amount,
        {{ safe_number('req_units', 'count') }} as request_units,
        {{ safe_number('res_units', 'count') }} as response_units,
        {{ portkey_count('whole') }} as whole_count, {{ portkey_count('tool') }} as tool_count,
        {{ portkey_count('hits') }} as hits_count, {{ portkey_count('written') }} as written_count,
        {{ portkey_count('hourly') }} as hourly_count, {{ portkey_count('answer') }} as answer_count,
        {{ portkey_count('thought') }} as thought_count, {{ portkey_count('reasoned') }} as reasoned_count,
        {{ portkey_count('total') }} as total_count,
        {{ safe_timestamp('created_at') }} as started_at,
        {{ safe_timestamp('loaded_at') }} as exported_at
    from described
),

summed as (
    select
        counted.*,
        coalesce(hits_count, 0) + coalesce(written_count, 0) as detail_count,
        coalesce(answer_count, 0) + coalesce(thought_count, 0) as output_count,
        coalesce(whole_count, answer_count, thought_count) is not null as has_usage,
        -- all zeros on a success: a stream that told no usage, which is not the same as no tokens
        coalesce(request_units, 0) + coalesce(response_units, 0) > 0 or outcome = 'error' as has_units
    from counted
),

shaped as (
    select
        summed.*,
        case
            when says_bedrock_input is not null then true
            when says_prompt_tokens is null and says_input_details is null and says_anthropic_read is not null then true
            -- a client of OpenAI's shape that kept Anthropic's way of counting gives itself away by the total
            else coalesce(detail_count > 0 and total_count = whole_count + output_count + detail_count, false)
        end as is_exclusive,
        -- xAI states reasoning beside the answer, everybody else inside it
        case
            when total_count = whole_count + output_count + reasoned_count then output_count + reasoned_count
            else output_count
        end as full_output_count
    from summed
),

final as (
    select
        shaped.*,
        cast(case
            when has_usage and is_exclusive then coalesce(whole_count, 0) + coalesce(tool_count, 0)
            when has_usage then {{ clamped_difference('coalesce(whole_count, 0)', ['detail_count']) }}
                + coalesce(tool_count, 0)
            when has_units then request_units
        end as {{ type_count() }}) as input_tokens,
        case when has_usage then coalesce(hits_count, 0) end as cache_read_tokens,
        cast(
            case when has_usage then {{ clamped_difference('coalesce(written_count, 0)', ['hourly_count']) }} end
            as {{ type_count() }}
        ) as cache_write_tokens,
        case when has_usage then coalesce(hourly_count, 0) end as cache_write_1h_tokens,
        cast(
            case when has_usage then full_output_count when has_units then response_units end as {{ type_count() }}
        ) as output_tokens,
        case when has_usage then coalesce(reasoned_count, thought_count, 0) end as reasoning_tokens
    from shaped
)

select * from final
