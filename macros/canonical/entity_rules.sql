{#
  How each canonical entity changes and what its rows must carry. `change`: immutable (a fact under its id),
  versioned (the newest version of an id counts), sliced (the latest batch of a period replaces the period).
  `clock`: the time that puts a row of an event entity into its UTC day. `money`: the amounts that a
  currency column stands beside. `required`, `ordered` and `not_negative` say what a sound row looks like.
#}
{% macro entity_rules(entity) %}
    {% set buckets = [
        'input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'cache_write_1h_tokens', 'output_tokens'
    ] %}
    {% set rules = {
        'customers': {'change': 'versioned'},
        'customer_identifiers': {'change': 'versioned', 'ordered': [('valid_from', 'valid_to')]},
        'subscriptions': {'change': 'versioned', 'required': ['started_at'], 'ordered': [('started_at', 'ended_at')]},
        'subscription_items': {
            'change': 'versioned', 'ordered': [('valid_from', 'valid_to')], 'not_negative': ['quantity'],
            'money': {'currency_code': ['unit_amount', 'discount_amount', 'commitment_amount']}
        },
        'prices': {
            'change': 'versioned', 'ordered': [('valid_from', 'valid_to')],
            'money': {'currency_code': ['unit_amount', 'flat_amount']}
        },
        'meters': {'change': 'versioned'},
        'revenue_lines': {
            'change': 'versioned', 'ordered': [('service_start_at', 'service_end_at')],
            'required': ['net_amount', 'coalesce(service_start_at, invoiced_at)'],
            'not_negative': [('quantity', "case when line_kind = 'charge' then quantity end")],
            'money': {'currency_code': ['net_amount']}
        },
        'credit_grants': {
            'change': 'versioned', 'required': ['effective_at'], 'ordered': [('effective_at', 'expires_at')],
            'not_negative': ['granted_units'], 'money': {'currency_code': ['paid_amount', 'unit_cost_basis']}
        },
        'credit_entries': {
            'change': 'immutable', 'required': ['occurred_at'], 'money': {'currency_code': ['money_amount']}
        },
        'payment_fees': {
            'change': 'versioned', 'required': ['occurred_at', 'coalesce(fee_amount, payment_amount)'],
            'money': {'currency_code': ['fee_amount'], 'payment_currency_code': ['payment_amount']}
        },
        'usage_events': {
            'change': 'immutable', 'clock': 'occurred_at', 'required': ['occurred_at'], 'not_negative': ['quantity']
        },
        'spans': {
            'change': 'versioned', 'clock': 'started_at', 'required': ['started_at'],
            'ordered': [('started_at', 'ended_at')]
        },
        'ai_calls': {
            'change': 'versioned', 'clock': 'started_at', 'required': ['started_at'], 'not_negative': buckets,
            'ordered': [('started_at', 'ended_at')],
            'money': {'currency_code': ['cost_amount']}
        },
        'provider_cost_lines': {
            'change': 'sliced', 'required': ['usage_date', 'amount'], 'money': {'currency_code': ['amount']}
        },
        'provider_usage_lines': {
            'change': 'sliced', 'required': ['usage_date'], 'not_negative': ['requests'] + buckets
        },
        'infra_cost_lines': {
            'change': 'sliced', 'ordered': [('charge_start_at', 'charge_end_at')],
            'required': ['charge_start_at', 'coalesce(effective_amount, billed_amount)'],
            'money': {'currency_code': ['billed_amount', 'effective_amount']}
        }
    } %}
    {{ return(rules[entity]) }}
{% endmacro %}
