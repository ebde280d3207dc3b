{# Contracts of the seeds/business files that change amounts: a bad row stops the build. Format: seed_contract(). #}
{% macro seed_contracts_money() %}
    {% set classes = [
        'inference', 'infrastructure', 'cloud_credit', 'observability', 'payment_fee', 'support', 'other'
    ] %}
    {% set functions = ['cogs', 'rnd', 'sales_marketing', 'general'] %}
    {% set purposes = ['production', 'rnd', 'staging', 'evaluation'] %}
    {% set until = ['valid_to', 'valid_to <= valid_from', 'is not after valid_from', 'give the day after the last day'] %}
    {% set contracts = {
        'authority': {
            'key': ['side', 'vendor', 'source_account', 'valid_from'],
            'columns': {
                'side': 'text!', 'vendor': 'text!', 'source_account': 'text', 'valid_from': 'date', 'valid_to': 'date',
                'rank': 'count!'
            },
            'one_of': {'side': ['revenue', 'infrastructure']}, 'rules': [until]
        },
        'cogs_policy': {
            'key': ['priority'],
            'columns': {
                'priority': 'count!', 'entry_class': 'text', 'environment': 'text', 'purpose': 'text', 'plan_kind': 'text',
                'cost_function': 'text!', 'note': 'text'
            },
            'one_of': {
                'entry_class': classes, 'purpose': purposes, 'plan_kind': ['paid', 'trial', 'free', 'internal'],
                'cost_function': functions
            }
        },
        'cost_pools': {
            'key': ['pool_key'],
            'columns': {
                'pool_key': 'text!', 'pool_name': 'text!', 'entry_class': 'text!', 'driver': 'text!',
                'cost_behaviour': 'text!', 'note': 'text'
            },
            'one_of': {
                'entry_class': classes, 'driver': ['tokens', 'calls', 'paying_customers', 'kubernetes', 'none'],
                'cost_behaviour': ['usage', 'dedicated', 'fixed']
            }
        },
        'provider_accounts': {
            'key': ['provider', 'provider_account_ref'],
            'columns': {'provider': 'text!', 'provider_account_ref': 'text!', 'purpose': 'text!', 'has_calls': 'boolean!'},
            'one_of': {'purpose': purposes}
        },
        'closed_months': {
            'key': ['month'], 'columns': {'month': 'month!', 'closed_at': 'timestamp!', 'author': 'text'}
        }
    } %}
    {% do contracts.update(seed_contracts_amounts(classes, functions, until)) %}
    {% do contracts.update(seed_contracts_lookup()) %}
    {% for contract in contracts.values() %}{% do contract.update({'stops_build': true}) %}{% endfor %}
    {{ return(contracts) }}
{% endmacro %}
