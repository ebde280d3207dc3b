{# The part of seed_contracts_money() whose files carry amounts, percentages or name other seeds' rows. #}
{% macro seed_contracts_amounts(classes, functions, until) %}
    {{ return({
        'cost_pool_rules': {
            'key': ['priority'],
            'columns': {
                'priority': 'count!', 'match_field': 'text!', 'match_value': 'text!', 'target': 'text!', 'note': 'text'
            },
            'one_of': {
                'match_field': [
                    'charge_category', 'commitment_status', 'environment', 'pool_ref', 'service_name',
                    'service_category', 'ai_overlap_class'
                ]
            },
            'refers': {'target': ['cost_pools', 'pool_key']},
            'besides': {'target': ['(idle)', '(unattributed)', 'skip_ai']}
        },
        'manual_costs': {
            'key': ['month', 'entry_class', 'cost_pool', 'cost_function', 'note'],
            'columns': {
                'month': 'month!', 'entry_class': 'text!', 'cost_pool': 'text!', 'amount': 'money!', 'currency': 'text!',
                'cost_function': 'text', 'note': 'text'
            },
            'one_of': {'entry_class': classes, 'cost_function': functions},
            'refers': {
                'cost_pool': ['cost_pools', 'pool_key'], 'currency': ['currency_exponents', 'currency_code']
            }
        },
        'payment_fee_rules': {
            'key': ['processor', 'currency', 'valid_from'],
            'columns': {
                'processor': 'text!', 'fee_percent': 'percent!', 'fixed_amount': 'money!', 'currency': 'text!',
                'valid_from': 'date', 'valid_to': 'date'
            },
            'refers': {'currency': ['currency_exponents', 'currency_code']},
            'rules': [
                until,
                ['fee_percent', 'fee_percent < 0 or fee_percent > 100', 'is not between 0 and 100', 'write 2.9 for 2.9 percent']
            ]
        }
    }) }}
{% endmacro %}
