{#
  The part of otel_attribute_keys() that counts: tokens, of which input includes cached ones (fresh does not) and output
  reasoning, and cost in US dollars.
#}
{% macro otel_usage_keys() %}
    {{ return({
        'input_text': [
            'gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens', 'llm.token_count.prompt',
            'llm.usage.prompt_tokens', 'ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'
        ],
        'fresh_text': ['ai.usage.inputTokenDetails.noCacheTokens'],
        'read_text': [
            'gen_ai.usage.cache_read.input_tokens', 'gen_ai.usage.cache_read_input_tokens',
            'llm.token_count.prompt_details.cache_read', 'ai.usage.cachedInputTokens',
            'ai.usage.inputTokenDetails.cacheReadTokens'
        ],
        'write_text': [
            'gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.cache_creation.input_tokens',
            'gen_ai.usage.cache_write_input_tokens', 'gen_ai.usage.cache_creation_input_tokens',
            'llm.token_count.prompt_details.cache_write', 'ai.usage.inputTokenDetails.cacheWriteTokens'
        ],
        'output_text': [
            'gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens', 'llm.token_count.completion',
            'llm.usage.completion_tokens', 'ai.usage.outputTokens', 'ai.usage.completionTokens'
        ],
        'reasoning_text': [
            'gen_ai.usage.reasoning.output_tokens', 'gen_ai.usage.reasoning_tokens',
            'llm.token_count.completion_details.reasoning', 'llm.usage.reasoning_tokens', 'ai.usage.reasoningTokens'
        ],
        'cost_text': [
            'gen_ai.usage.cost', 'gen_ai.usage.total_cost', 'llm.cost.total', 'litellm.cost.total',
            'gen_ai.cost.total_cost', 'operation.cost'
        ],
        'markup_text': ['litellm.cost.margin_total_amount'],
        'provider_metadata': ['ai.response.providerMetadata'],
        'usage_document': ['langfuse.observation.usage_details'],
        'cost_document': ['langfuse.observation.cost_details']
    }) }}
{% endmacro %}
