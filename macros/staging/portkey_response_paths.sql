{#
  What staging reads from the response that Portkey logged, which is the provider's own body or the OpenAI shape that
  Portkey turns it into. The last four tell whose shape it is.
#}
{% macro portkey_response_paths() %}
    {% set paths = {'answer_id': ['id'], 'google_answer_id': ['responseId'], 'served': ['model'], 'google_served': ['modelVersion']} %}
    {% for count, places in portkey_usage_places().items() %}
        {% for place in places %}{% do paths.update({count ~ '_' ~ loop.index: place}) %}{% endfor %}
    {% endfor %}
    {% do paths.update({
        'says_prompt_tokens': ['usage', 'prompt_tokens'],
        'says_input_details': ['usage', 'input_tokens_details', 'cached_tokens'],
        'says_anthropic_read': ['usage', 'cache_read_input_tokens'],
        'says_bedrock_input': ['usage', 'inputTokens']
    }) %}
    {{ return(paths) }}
{% endmacro %}
