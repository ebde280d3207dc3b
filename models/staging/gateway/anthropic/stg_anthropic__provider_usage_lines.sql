-- Grain: one row per line of Anthropic's messages usage report and pull: time bucket and the dimensions grouped by.
-- Tokens only, no money and no number of requests; the report's buckets exclude each other already.
-- Kept but not counted: lines of another group_by or bucket width than the most detailed one of the day.
with reported as (
    {{ raw_rows('anthropic', 'anthropic_usage_report', {
        'bucket_start': 'text', 'bucket_end': 'text',
        'uncached_input_tokens': 'integer', 'cache_read_input_tokens': 'integer',
        'cache_creation_5m_tokens': 'integer', 'cache_creation_1h_tokens': 'integer', 'output_tokens': 'integer',
        'api_key_id': 'text', 'workspace_id': 'text', 'model': 'text', 'service_tier': 'text', 'context_window': 'text',
        'inference_geo': 'text', 'speed': 'text', 'account_id': 'text', 'service_account_id': 'text',
        'grouping_set': 'text', 'organization_id': 'text', 'loaded_at': 'timestamp'
    }) }}
),

typed as (
    select
        reported.*,
        'anthropic_usage_report' as source_table,
        coalesce(organization_id, '') as source_account,
        {{ utc_from_text('bucket_start') }} as bucket_at,
        {{ utc_from_text('bucket_end') }} as bucket_until,
        {{ utc_date(utc_from_text('bucket_start')) }} as usage_date,
        {{ safe_number('uncached_input_tokens', 'count') }} as input_count,
        {{ safe_number('cache_read_input_tokens', 'count') }} as read_count,
        {{ safe_number('cache_creation_5m_tokens', 'count') }} as write_count,
        {{ safe_number('cache_creation_1h_tokens', 'count') }} as write_1h_count,
        {{ safe_number('output_tokens', 'count') }} as output_count,
        {{ safe_timestamp('loaded_at') }} as pulled_at
    from reported
),

compared as (
    {{ report_buckets('typed', ['model', 'workspace_id', 'api_key_id']) }}
),

final as (
    select
        'anthropic' as vendor,
        source_table,
        source_account,
        -- the counts are part of the id: two lines that differ in a dimension that was not landed are two lines
        {{ surrogate_key([
            'slice_grouping', 'bucket_start', 'workspace_id', 'api_key_id', 'model', 'service_tier', 'context_window',
            'inference_geo', 'speed', 'account_id', 'service_account_id', 'input_count', 'read_count', 'write_count',
            'write_1h_count', 'output_count'
        ]) }} as source_record_id,
        usage_date as slice_period,
        cast(pulled_at as {{ type_of('text') }}) as slice_batch,
        false as is_append_only,
        'anthropic' as provider,
        coalesce(workspace_id, case when grouping_set like '%workspace_id%' then 'default' end) as provider_account_ref,
        api_key_id as api_key_ref,
        model,
        service_tier,
        service_tier = 'batch' as is_batch,
        cast(null as {{ type_count() }}) as requests,
        input_count as input_tokens,
        read_count as cache_read_tokens,
        write_count as cache_write_tokens,
        write_1h_count as cache_write_1h_tokens,
        output_count as output_tokens,
        usage_date,
        slice_grouping as grouping_set,
        pulled_at as source_updated_at,
        pulled_at as loaded_at,
        case when not is_counted then 'other_grouping_set' end as exclusion_reason,
        {{ row_issue([
            ('bucket_start', 'bucket_start', 'usage_date', 'a time'),
            ('uncached_input_tokens', 'uncached_input_tokens', 'input_count'),
            ('cache_read_input_tokens', 'cache_read_input_tokens', 'read_count'),
            ('cache_creation_5m_tokens', 'cache_creation_5m_tokens', 'write_count'),
            ('cache_creation_1h_tokens', 'cache_creation_1h_tokens', 'write_1h_count'),
            ('output_tokens', 'output_tokens', 'output_count')
        ]) }} as row_issue
    from compared
)

select * from final
