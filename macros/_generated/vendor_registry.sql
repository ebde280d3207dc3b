{# Written by `python -m scripts.sync_vendors`; edit the contract or the descriptions, not this file. #}
{% macro vendor_registry() %}
    {{ return({
        'provides': {
            'customers': [],
            'customer_identifiers': [],
            'subscriptions': [],
            'subscription_items': [],
            'prices': [],
            'meters': [],
            'revenue_lines': [],
            'credit_grants': [],
            'credit_entries': [],
            'payment_fees': [],
            'usage_events': [],
            'spans': [],
            'ai_calls': [
                {'vendor': 'litellm', 'model': 'stg_litellm__ai_calls'}
            ],
            'provider_cost_lines': [],
            'provider_usage_lines': [],
            'infra_cost_lines': []
        },
        'counts': [
            {'vendor': 'litellm', 'source_table': 'LiteLLM_SpendLogs', 'entity': 'ai_calls'}
        ]
    }) }}
{% endmacro %}
