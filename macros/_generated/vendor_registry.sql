{# Written by `python -m scripts.sync_vendors`; edit the contract or the descriptions, not this file. #}
{% macro vendor_registry() %}
    {{ return({
        'provides': {
            'customers': [
                {'vendor': 'orb', 'model': 'stg_orb__customers'},
                {'vendor': 'stripe', 'model': 'stg_stripe__customers'}
            ],
            'customer_identifiers': [
                {'vendor': 'orb', 'model': 'stg_orb__customer_identifiers'},
                {'vendor': 'stripe', 'model': 'stg_stripe__customer_identifiers'}
            ],
            'subscriptions': [
                {'vendor': 'orb', 'model': 'stg_orb__subscriptions'},
                {'vendor': 'stripe', 'model': 'stg_stripe__subscriptions'}
            ],
            'subscription_items': [
                {'vendor': 'orb', 'model': 'stg_orb__subscription_items'},
                {'vendor': 'stripe', 'model': 'stg_stripe__subscription_items'}
            ],
            'prices': [
                {'vendor': 'orb', 'model': 'stg_orb__prices'},
                {'vendor': 'stripe', 'model': 'stg_stripe__prices'}
            ],
            'meters': [
                {'vendor': 'orb', 'model': 'stg_orb__meters'}
            ],
            'revenue_lines': [
                {'vendor': 'orb', 'model': 'stg_orb__revenue_lines'},
                {'vendor': 'stripe', 'model': 'stg_stripe__revenue_lines'}
            ],
            'credit_grants': [
                {'vendor': 'orb', 'model': 'stg_orb__credit_grants'}
            ],
            'credit_entries': [
                {'vendor': 'orb', 'model': 'stg_orb__credit_entries'}
            ],
            'payment_fees': [
                {'vendor': 'stripe', 'model': 'stg_stripe__payment_fees'}
            ],
            'usage_events': [
                {'vendor': 'orb', 'model': 'stg_orb__usage_events'}
            ],
            'spans': [
                {'vendor': 'langfuse', 'model': 'stg_langfuse__spans'}
            ],
            'ai_calls': [
                {'vendor': 'langfuse', 'model': 'stg_langfuse__ai_calls'},
                {'vendor': 'litellm', 'model': 'stg_litellm__ai_calls'}
            ],
            'provider_cost_lines': [],
            'provider_usage_lines': [],
            'infra_cost_lines': []
        },
        'counts': [
            {'vendor': 'langfuse', 'source_table': 'observations_v2', 'entity': 'ai_calls'},
            {'vendor': 'litellm', 'source_table': 'LiteLLM_SpendLogs', 'entity': 'ai_calls'},
            {'vendor': 'orb', 'source_table': 'billable_metrics', 'entity': 'meters'},
            {'vendor': 'orb', 'source_table': 'credit_blocks', 'entity': 'credit_grants'},
            {'vendor': 'orb', 'source_table': 'credit_ledger_entries', 'entity': 'credit_entries'},
            {'vendor': 'orb', 'source_table': 'credit_notes', 'entity': 'revenue_lines'},
            {'vendor': 'orb', 'source_table': 'customers', 'entity': 'customers'},
            {'vendor': 'orb', 'source_table': 'events', 'entity': 'usage_events'},
            {'vendor': 'orb', 'source_table': 'invoice_line_items', 'entity': 'revenue_lines'},
            {'vendor': 'orb', 'source_table': 'price_intervals', 'entity': 'subscription_items'},
            {'vendor': 'orb', 'source_table': 'prices', 'entity': 'prices'},
            {'vendor': 'orb', 'source_table': 'subscriptions', 'entity': 'subscriptions'},
            {'vendor': 'stripe', 'source_table': 'balance_transaction', 'entity': 'payment_fees'},
            {'vendor': 'stripe', 'source_table': 'credit_note_line_item', 'entity': 'revenue_lines'},
            {'vendor': 'stripe', 'source_table': 'customer', 'entity': 'customers'},
            {'vendor': 'stripe', 'source_table': 'dispute', 'entity': 'revenue_lines'},
            {'vendor': 'stripe', 'source_table': 'invoice_line_item', 'entity': 'revenue_lines'},
            {'vendor': 'stripe', 'source_table': 'plan', 'entity': 'prices'},
            {'vendor': 'stripe', 'source_table': 'price', 'entity': 'prices'},
            {'vendor': 'stripe', 'source_table': 'refund', 'entity': 'revenue_lines'},
            {'vendor': 'stripe', 'source_table': 'subscription_history', 'entity': 'subscriptions'},
            {'vendor': 'stripe', 'source_table': 'subscription_item', 'entity': 'subscription_items'},
            {'vendor': 'stripe', 'source_table': 'tier', 'entity': 'prices'}
        ]
    }) }}
{% endmacro %}
