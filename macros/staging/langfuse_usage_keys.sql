{#
  Which keys of Langfuse's usage_details belong to which token bucket (column usage_<bucket>). Clients of different
  libraries write different keys for the same thing; a bucket is the sum of the keys that are present. `total` is
  no bucket; queries and other units that are not tokens are not listed.
#}
{% macro langfuse_usage_keys() %}
    {{ return({
        'usage_input': [
            'input', 'input_tokens', 'prompt_tokens', 'prompt_token_count', 'promptTokenCount', 'input_text',
            'input_text_tokens', 'input_modality_1', 'input_audio', 'input_audio_tokens', 'prompt_details.audio',
            'input_image'
        ],
        'usage_cache_read': [
            'input_cached_tokens', 'input_cache_read', 'cache_read_input_tokens', 'cached_content_token_count',
            'input_cached_text_tokens', 'input_cached_audio_tokens', 'prompt_details.cache_read'
        ],
        'usage_cache_write': [
            'input_cache_creation', 'input_cache_creation_5m', 'cache_creation_input_tokens', 'cache_write_tokens',
            'input_cache_write'
        ],
        'usage_cache_write_1h': ['input_cache_creation_1h'],
        'usage_output': [
            'output', 'output_tokens', 'completion_tokens', 'candidates_token_count', 'candidatesTokenCount',
            'output_text', 'output_text_tokens', 'output_modality_1', 'output_audio', 'output_audio_tokens',
            'completion_details.audio'
        ],
        'usage_reasoning': [
            'output_reasoning', 'output_reasoning_tokens', 'reasoning_tokens', 'thoughts_token_count',
            'thoughtsTokenCount', 'completion_details.reasoning'
        ],
        'usage_total': ['total']
    }) }}
{% endmacro %}
