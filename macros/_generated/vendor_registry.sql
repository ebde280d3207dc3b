{# Written by `python -m scripts.sync_vendors`; edit the contract or the descriptions, not this file. #}
{% macro vendor_registry() %}
    {{ return({
        'provides': {
            'customers': [
                {'vendor': 'chargebee', 'model': 'stg_chargebee__customers'},
                {'vendor': 'generic', 'model': 'stg_generic__customers'},
                {'vendor': 'orb', 'model': 'stg_orb__customers'},
                {'vendor': 'stripe', 'model': 'stg_stripe__customers'},
                {'vendor': 'zuora', 'model': 'stg_zuora__customers'}
            ],
            'customer_identifiers': [
                {'vendor': 'chargebee', 'model': 'stg_chargebee__customer_identifiers'},
                {'vendor': 'generic', 'model': 'stg_generic__customer_identifiers'},
                {'vendor': 'orb', 'model': 'stg_orb__customer_identifiers'},
                {'vendor': 'stripe', 'model': 'stg_stripe__customer_identifiers'},
                {'vendor': 'zuora', 'model': 'stg_zuora__customer_identifiers'}
            ],
            'subscriptions': [
                {'vendor': 'chargebee', 'model': 'stg_chargebee__subscriptions'},
                {'vendor': 'generic', 'model': 'stg_generic__subscriptions'},
                {'vendor': 'orb', 'model': 'stg_orb__subscriptions'},
                {'vendor': 'stripe', 'model': 'stg_stripe__subscriptions'},
                {'vendor': 'zuora', 'model': 'stg_zuora__subscriptions'}
            ],
            'subscription_items': [
                {'vendor': 'chargebee', 'model': 'stg_chargebee__subscription_items'},
                {'vendor': 'generic', 'model': 'stg_generic__subscription_items'},
                {'vendor': 'orb', 'model': 'stg_orb__subscription_items'},
                {'vendor': 'stripe', 'model': 'stg_stripe__subscription_items'},
                {'vendor': 'zuora', 'model': 'stg_zuora__subscription_items'}
            ],
            'prices': [
                {'vendor': 'chargebee', 'model': 'stg_chargebee__prices'},
                {'vendor': 'generic', 'model': 'stg_generic__prices'},
                {'vendor': 'orb', 'model': 'stg_orb__prices'},
                {'vendor': 'stripe', 'model': 'stg_stripe__prices'},
                {'vendor': 'zuora', 'model': 'stg_zuora__prices'}
            ],
            'meters': [
                {'vendor': 'chargebee', 'model': 'stg_chargebee__meters'},
                {'vendor': 'generic', 'model': 'stg_generic__meters'},
                {'vendor': 'orb', 'model': 'stg_orb__meters'},
                {'vendor': 'stripe', 'model': 'stg_stripe__meters'}
            ],
            'revenue_lines': [
                {'vendor': 'chargebee', 'model': 'stg_chargebee__revenue_lines'},
                {'vendor': 'generic', 'model': 'stg_generic__revenue_lines'},
                {'vendor': 'orb', 'model': 'stg_orb__revenue_lines'},
                {'vendor': 'stripe', 'model': 'stg_stripe__revenue_lines'},
                {'vendor': 'zuora', 'model': 'stg_zuora__revenue_lines'}
            ],
            'credit_grants': [
                {'vendor': 'generic', 'model': 'stg_generic__credit_grants'},
                {'vendor': 'orb', 'model': 'stg_orb__credit_grants'}
            ],
            'credit_entries': [
                {'vendor': 'generic', 'model': 'stg_generic__credit_entries'},
                {'vendor': 'orb', 'model': 'stg_orb__credit_entries'}
            ],
            'payment_fees': [
                {'vendor': 'chargebee', 'model': 'stg_chargebee__payment_fees'},
                {'vendor': 'generic', 'model': 'stg_generic__payment_fees'},
                {'vendor': 'stripe', 'model': 'stg_stripe__payment_fees'},
                {'vendor': 'zuora', 'model': 'stg_zuora__payment_fees'}
            ],
            'usage_events': [
                {'vendor': 'generic', 'model': 'stg_generic__usage_events'},
                {'vendor': 'orb', 'model': 'stg_orb__usage_events'}
            ],
            'spans': [
                {'vendor': 'generic', 'model': 'stg_generic__spans'},
                {'vendor': 'langfuse', 'model': 'stg_langfuse__spans'}
            ],
            'ai_calls': [
                {'vendor': 'generic', 'model': 'stg_generic__ai_calls'},
                {'vendor': 'langfuse', 'model': 'stg_langfuse__ai_calls'},
                {'vendor': 'litellm', 'model': 'stg_litellm__ai_calls'}
            ],
            'provider_cost_lines': [
                {'vendor': 'anthropic', 'model': 'stg_anthropic__provider_cost_lines'},
                {'vendor': 'generic', 'model': 'stg_generic__provider_cost_lines'},
                {'vendor': 'openai', 'model': 'stg_openai__provider_cost_lines'}
            ],
            'provider_usage_lines': [
                {'vendor': 'anthropic', 'model': 'stg_anthropic__provider_usage_lines'},
                {'vendor': 'generic', 'model': 'stg_generic__provider_usage_lines'},
                {'vendor': 'openai', 'model': 'stg_openai__provider_usage_lines'}
            ],
            'infra_cost_lines': [
                {'vendor': 'focus', 'model': 'stg_focus__infra_cost_lines'},
                {'vendor': 'generic', 'model': 'stg_generic__infra_cost_lines'}
            ]
        },
        'counts': [
            {'vendor': 'anthropic', 'source_table': 'anthropic_cost_report', 'entity': 'provider_cost_lines'},
            {'vendor': 'anthropic', 'source_table': 'anthropic_usage_report', 'entity': 'provider_usage_lines'},
            {'vendor': 'chargebee', 'source_table': 'credit_note', 'entity': 'revenue_lines'},
            {'vendor': 'chargebee', 'source_table': 'customer', 'entity': 'customers'},
            {'vendor': 'chargebee', 'source_table': 'differential_price', 'entity': 'prices'},
            {'vendor': 'chargebee', 'source_table': 'invoice', 'entity': 'revenue_lines'},
            {'vendor': 'chargebee', 'source_table': 'item', 'entity': 'meters'},
            {'vendor': 'chargebee', 'source_table': 'item_price', 'entity': 'prices'},
            {'vendor': 'chargebee', 'source_table': 'subscription', 'entity': 'subscriptions'},
            {'vendor': 'chargebee', 'source_table': 'transaction', 'entity': 'payment_fees'},
            {'vendor': 'focus', 'source_table': 'focus_cost_and_usage', 'entity': 'infra_cost_lines'},
            {'vendor': 'generic', 'source_table': 'ai_calls', 'entity': 'ai_calls'},
            {'vendor': 'generic', 'source_table': 'credit_entries', 'entity': 'credit_entries'},
            {'vendor': 'generic', 'source_table': 'credit_grants', 'entity': 'credit_grants'},
            {'vendor': 'generic', 'source_table': 'customer_identifiers', 'entity': 'customer_identifiers'},
            {'vendor': 'generic', 'source_table': 'customers', 'entity': 'customers'},
            {'vendor': 'generic', 'source_table': 'infra_cost_lines', 'entity': 'infra_cost_lines'},
            {'vendor': 'generic', 'source_table': 'meters', 'entity': 'meters'},
            {'vendor': 'generic', 'source_table': 'payment_fees', 'entity': 'payment_fees'},
            {'vendor': 'generic', 'source_table': 'prices', 'entity': 'prices'},
            {'vendor': 'generic', 'source_table': 'provider_cost_lines', 'entity': 'provider_cost_lines'},
            {'vendor': 'generic', 'source_table': 'provider_usage_lines', 'entity': 'provider_usage_lines'},
            {'vendor': 'generic', 'source_table': 'revenue_lines', 'entity': 'revenue_lines'},
            {'vendor': 'generic', 'source_table': 'spans', 'entity': 'spans'},
            {'vendor': 'generic', 'source_table': 'subscription_items', 'entity': 'subscription_items'},
            {'vendor': 'generic', 'source_table': 'subscriptions', 'entity': 'subscriptions'},
            {'vendor': 'generic', 'source_table': 'usage_events', 'entity': 'usage_events'},
            {'vendor': 'langfuse', 'source_table': 'observations_v2', 'entity': 'ai_calls'},
            {'vendor': 'litellm', 'source_table': 'LiteLLM_SpendLogs', 'entity': 'ai_calls'},
            {'vendor': 'openai', 'source_table': 'openai_costs', 'entity': 'provider_cost_lines'},
            {'vendor': 'openai', 'source_table': 'openai_usage_completions', 'entity': 'provider_usage_lines'},
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
            {'vendor': 'stripe', 'source_table': 'billing_meter', 'entity': 'meters'},
            {'vendor': 'stripe', 'source_table': 'credit_note_line_item', 'entity': 'revenue_lines'},
            {'vendor': 'stripe', 'source_table': 'customer', 'entity': 'customers'},
            {'vendor': 'stripe', 'source_table': 'dispute', 'entity': 'revenue_lines'},
            {'vendor': 'stripe', 'source_table': 'invoice_line_item', 'entity': 'revenue_lines'},
            {'vendor': 'stripe', 'source_table': 'plan', 'entity': 'prices'},
            {'vendor': 'stripe', 'source_table': 'price', 'entity': 'prices'},
            {'vendor': 'stripe', 'source_table': 'refund', 'entity': 'revenue_lines'},
            {'vendor': 'stripe', 'source_table': 'subscription_history', 'entity': 'subscriptions'},
            {'vendor': 'stripe', 'source_table': 'subscription_item', 'entity': 'subscription_items'},
            {'vendor': 'stripe', 'source_table': 'tier', 'entity': 'prices'},
            {'vendor': 'zuora', 'source_table': 'account', 'entity': 'customers'},
            {'vendor': 'zuora', 'source_table': 'credit_memo_item', 'entity': 'revenue_lines'},
            {'vendor': 'zuora', 'source_table': 'invoice_adjustment', 'entity': 'revenue_lines'},
            {'vendor': 'zuora', 'source_table': 'invoice_item', 'entity': 'revenue_lines'},
            {'vendor': 'zuora', 'source_table': 'invoice_item_adjustment', 'entity': 'revenue_lines'},
            {'vendor': 'zuora', 'source_table': 'payment', 'entity': 'payment_fees'},
            {'vendor': 'zuora', 'source_table': 'product_rate_plan_charge', 'entity': 'prices'},
            {'vendor': 'zuora', 'source_table': 'product_rate_plan_charge_tier', 'entity': 'prices'},
            {'vendor': 'zuora', 'source_table': 'rate_plan_charge', 'entity': 'subscription_items'},
            {'vendor': 'zuora', 'source_table': 'rate_plan_charge_tier', 'entity': 'prices'},
            {'vendor': 'zuora', 'source_table': 'subscription', 'entity': 'subscriptions'}
        ]
    }) }}
{% endmacro %}
