{#
  The rows of one of OpenAI's usage reports in columns that all of them share: `told_` texts as landed, counts as numbers.
  Reports of embeddings and moderations know input tokens only.
#}
{% macro openai_usage_rows(table, counts) %}
    {%- set columns = {'bucket_start': 'integer', 'bucket_end': 'integer', 'project_id': 'text', 'user_id': 'text', 'api_key_id': 'text', 'model': 'text'} -%}
    {%- set known = ['input_tokens', 'input_cached_tokens', 'input_cache_write_tokens', 'output_tokens', 'num_model_requests'] -%}
    {%- for count in counts -%}{%- do columns.update({count: 'integer'}) -%}{%- endfor -%}
    {%- set is_full = 'output_tokens' in counts -%}
    {%- if is_full -%}{%- do columns.update({'batch': 'boolean', 'service_tier': 'text'}) -%}{%- endif -%}
    {%- do columns.update({'grouping_set': 'text', 'organization_id': 'text', 'loaded_at': 'timestamp'}) %}
    select
        '{{ table }}' as source_table,
        coalesce(organization_id, '') as source_account,
        cast(bucket_start as {{ type_of('text') }}) as told_bucket_start,
        {{ utc_from_epoch_seconds('bucket_start') }} as bucket_at,
        {{ utc_from_epoch_seconds('bucket_end') }} as bucket_until,
        {%- for dimension in ['project_id', 'user_id', 'api_key_id', 'model', 'grouping_set'] %}
        cast({{ dimension }} as {{ type_of('text') }}) as {{ dimension }},
        {%- endfor %}
        cast({{ 'service_tier' if is_full else 'null' }} as {{ type_of('text') }}) as service_tier,
        {{ safe_boolean('batch') if is_full else 'cast(null as ' ~ type_of('boolean') ~ ')' }} as is_batch,
        {%- for count in known %}
        cast({{ count if count in counts else 'null' }} as {{ type_of('text') }}) as told_{{ count }},
        {{ safe_number(count, 'count') if count in counts else 'cast(null as ' ~ type_count() ~ ')' }} as {{ count }},
        {%- endfor %}
        {{ safe_timestamp('loaded_at') }} as pulled_at
    from ({{ raw_rows('openai', table, columns) }}) as landed
{% endmacro %}
