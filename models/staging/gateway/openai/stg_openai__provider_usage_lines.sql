-- Grain: one row per line of OpenAI's completions usage report and pull: time bucket and the dimensions grouped by.
-- Tokens only, no money; the buckets exclude each other, while the report's input count includes cached tokens.
-- Kept but not counted: lines of another group_by than the most detailed one of the day.
with reported as (
    {{ raw_rows('openai', 'openai_usage_completions', {
        'bucket_start': 'integer', 'input_tokens': 'integer', 'input_cached_tokens': 'integer',
        'input_cache_write_tokens': 'integer', 'output_tokens': 'integer', 'num_model_requests': 'integer',
        'project_id': 'text', 'api_key_id': 'text', 'model': 'text', 'batch': 'boolean', 'service_tier': 'text',
        'grouping_set': 'text', 'organization_id': 'text', 'loaded_at': 'timestamp'
    }) }}
),

typed as (
    select
        reported.*,
        coalesce(organization_id, '') as source_account,
        {{ utc_date(utc_from_epoch_seconds('bucket_start')) }} as usage_date,
        {{ safe_number('input_tokens', 'count') }} as input_count,
        {{ safe_number('input_cached_tokens', 'count') }} as cached_count,
        {{ safe_number('input_cache_write_tokens', 'count') }} as write_count,
        {{ safe_number('output_tokens', 'count') }} as output_count,
        {{ safe_number('num_model_requests', 'count') }} as request_count,
        {{ safe_timestamp('loaded_at') }} as pulled_at
    from reported
),

compared as (
    select
        typed.*,
        {{ preferred_grouping(['model', 'project_id', 'api_key_id']) }} as counted_grouping
    from typed
),

final as (
    select
        'openai' as vendor,
        'openai_usage_completions' as source_table,
        source_account,
        {{ surrogate_key(
            ['grouping_set', 'bucket_start', 'project_id', 'api_key_id', 'model', boolean_text('batch'), 'service_tier']
        ) }} as source_record_id,
        usage_date as slice_period,
        cast(pulled_at as {{ type_of('text') }}) as slice_batch,
        false as is_append_only,
        'openai' as provider,
        project_id as provider_account_ref,
        api_key_id as api_key_ref,
        model,
        service_tier,
        {{ safe_boolean('batch') }} as is_batch,
        request_count as requests,
        cast(
            {{ clamped_difference('input_count', ['cached_count', 'write_count']) }} as {{ type_count() }}
        ) as input_tokens,
        cached_count as cache_read_tokens,
        write_count as cache_write_tokens,
        cast(null as {{ type_count() }}) as cache_write_1h_tokens,
        output_count as output_tokens,
        usage_date,
        coalesce(grouping_set, '') as grouping_set,
        pulled_at as source_updated_at,
        pulled_at as loaded_at,
        case when coalesce(grouping_set, '') <> counted_grouping then 'other_grouping_set' end as exclusion_reason,
        {{ row_issue([
            ('bucket_start', 'bucket_start', 'usage_date', 'a time'), ('input_tokens', 'input_tokens', 'input_count'),
            ('input_cached_tokens', 'input_cached_tokens', 'cached_count'),
            ('output_tokens', 'output_tokens', 'output_count'),
            ('input_cache_write_tokens', 'input_cache_write_tokens', 'write_count'),
            ('num_model_requests', 'num_model_requests', 'request_count')
        ]) }} as row_issue
    from compared
)

select * from final
