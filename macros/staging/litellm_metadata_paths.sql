{#
  What the gateway staging reads from the `metadata` document of a LiteLLM spend log. The same count may stand
  in several places by version and provider; an operator may prune any of them.
#}
{% macro litellm_metadata_paths() %}
    {% set paths = {
        'customer_id': ['spend_logs_metadata', 'customer_id'],
        'feature': ['spend_logs_metadata', 'feature'],
        'sent_environment': ['spend_logs_metadata', 'environment'],
        'provider_account': ['spend_logs_metadata', 'provider_account'],
        'key_alias': ['user_api_key_alias'],
        'key_project': ['user_api_key_project_id'],
        'metadata_call_id': ['litellm_call_id'],
        'metadata_status': ['status'],
        'billed_retry_attempt': ['billed_retry_attempt'],
        'internal_call_origin': ['internal_call_origin'],
        'is_silent_experiment': ['is_silent_experiment'],
        'used_client_oauth_token': ['used_client_oauth_token'],
        'total_cost': ['cost_breakdown', 'total_cost'],
        'margin_total': ['cost_breakdown', 'margin_total_amount'],
        'detail_prompt_tokens': ['usage_object', 'prompt_tokens']
    } %}
    {% set counts = {
        'read': [
            ['prompt_tokens_details', 'cached_tokens'], ['cache_read_input_tokens']
        ],
        'write': [
            ['prompt_tokens_details', 'cache_creation_tokens'], ['prompt_tokens_details', 'cache_write_tokens'],
            ['cache_creation_input_tokens']
        ],
        'write_1h': [
            ['prompt_tokens_details', 'cache_creation_token_details', 'ephemeral_1h_input_tokens'],
            ['cache_creation', 'ephemeral_1h_input_tokens']
        ],
        'reasoning': [['completion_tokens_details', 'reasoning_tokens']]
    } %}
    {% for count, places in counts.items() %}
        {% for holder in ['usage_object', 'additional_usage_values'] %}
            {% for place in places %}
                {% do paths.update({count ~ '_' ~ holder[:5] ~ '_' ~ loop.index: [holder] + place}) %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
    {{ return(paths) }}
{% endmacro %}
