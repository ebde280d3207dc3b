{#
  Where a provider's body keeps a token count, most telling place first, by the name that staging gives the count.
  `whole` is the input as stated, with or without what was cached; `tool` and `thought` stand beside it at Google;
  `hits` are tokens read from the cache, `written` those put into it, both lifetimes together.
#}
{% macro portkey_usage_places() %}
    {{ return({
        'whole': [
            ['usage', 'billed_units', 'input_tokens'], ['meta', 'billed_units', 'input_tokens'],
            ['usage', 'prompt_tokens'], ['usage', 'input_tokens'], ['usage', 'inputTokens'],
            ['usageMetadata', 'promptTokenCount']
        ],
        'tool': [['usageMetadata', 'toolUsePromptTokenCount']],
        'hits': [
            ['usage', 'prompt_tokens_details', 'cached_tokens'], ['usage', 'input_tokens_details', 'cached_tokens'],
            ['usage', 'cache_read_input_tokens'], ['usage', 'cacheReadInputTokens'],
            ['usage', 'prompt_cache_hit_tokens'], ['usageMetadata', 'cachedContentTokenCount']
        ],
        'written': [
            ['usage', 'prompt_tokens_details', 'cache_write_tokens'],
            ['usage', 'input_tokens_details', 'cache_write_tokens'],
            ['usage', 'cache_creation_input_tokens'], ['usage', 'cacheWriteInputTokens']
        ],
        'hourly': [['usage', 'cache_creation', 'ephemeral_1h_input_tokens']],
        'answer': [
            ['usage', 'billed_units', 'output_tokens'], ['usage', 'completion_tokens'], ['usage', 'output_tokens'],
            ['usage', 'outputTokens'], ['usageMetadata', 'candidatesTokenCount']
        ],
        'thought': [['usageMetadata', 'thoughtsTokenCount']],
        'reasoned': [
            ['usage', 'completion_tokens_details', 'reasoning_tokens'],
            ['usage', 'output_tokens_details', 'reasoning_tokens'],
            ['usage', 'output_tokens_details', 'thinking_tokens']
        ],
        'total': [
            ['usage', 'total_tokens'], ['usage', 'totalTokens'], ['usageMetadata', 'totalTokenCount']
        ]
    }) }}
{% endmacro %}
