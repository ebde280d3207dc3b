-- Grain: one row per line of OpenAI's usage reports and pull: time bucket and the dimensions grouped by.
-- Tokens only, no money; the buckets exclude each other, while the report's input count includes cached tokens. Reports
-- of images, speech, files and searches carry no tokens and are not read: their money is in the costs report.
-- Kept but not counted: lines of another group_by or bucket width than the most detailed one of the day.
with reported as (
    {{ openai_usage_rows('openai_usage_completions', [
        'input_tokens', 'input_cached_tokens', 'input_cache_write_tokens', 'output_tokens', 'num_model_requests'
    ]) }}
    union all
    {{ openai_usage_rows('openai_usage_embeddings', ['input_tokens', 'num_model_requests']) }}
    union all
    {{ openai_usage_rows('openai_usage_moderations', ['input_tokens', 'num_model_requests']) }}
),

dated as (
    select
        reported.*,
        {{ utc_date('bucket_at') }} as usage_date
    from reported
),

compared as (
    {{ report_buckets('dated', ['model', 'project_id', 'api_key_id']) }}
),

final as (
    select
        'openai' as vendor,
        source_table,
        source_account,
        -- the counts are part of the id: two lines that differ in a dimension that was not landed are two lines
        {{ surrogate_key([
            'slice_grouping', 'told_bucket_start', 'project_id', 'user_id', 'api_key_id', 'model',
            boolean_text('is_batch'), 'service_tier', 'told_input_tokens', 'told_output_tokens',
            'told_num_model_requests'
        ]) }} as source_record_id,
        usage_date as slice_period,
        cast(pulled_at as {{ type_of('text') }}) as slice_batch,
        false as is_append_only,
        'openai' as provider,
        project_id as provider_account_ref,
        api_key_id as api_key_ref,
        model,
        service_tier,
        is_batch,
        num_model_requests as requests,
        cast(
            {{ clamped_difference('input_tokens', ['input_cached_tokens', 'input_cache_write_tokens']) }}
            as {{ type_count() }}
        ) as input_tokens,
        input_cached_tokens as cache_read_tokens,
        input_cache_write_tokens as cache_write_tokens,
        cast(null as {{ type_count() }}) as cache_write_1h_tokens,
        output_tokens,
        usage_date,
        slice_grouping as grouping_set,
        pulled_at as source_updated_at,
        pulled_at as loaded_at,
        case when not is_counted then 'other_grouping_set' end as exclusion_reason,
        {{ row_issue([
            ('bucket_start', 'told_bucket_start', 'usage_date', 'a time'),
            ('input_tokens', 'told_input_tokens', 'input_tokens'),
            ('input_cached_tokens', 'told_input_cached_tokens', 'input_cached_tokens'),
            ('output_tokens', 'told_output_tokens', 'output_tokens'),
            ('input_cache_write_tokens', 'told_input_cache_write_tokens', 'input_cache_write_tokens'),
            ('num_model_requests', 'told_num_model_requests', 'num_model_requests')
        ]) }} as row_issue
    from compared
)

select * from final
