{# Contracts of seeds/reference: facts of the world and of the tools. Format: seed_contract(). #}
{% macro seed_contracts_reference() %}
    {{ return({
        'currency_exponents': {
            'key': ['currency_code'], 'stops_build': true,
            'columns': {'currency_code': 'text!', 'exponent': 'count!'},
            'rules': [['exponent', 'exponent > 8', 'has more than 8 decimals', 'give the number of decimals of the currency']]
        },
        'fx_rates': {
            'key': ['rate_date', 'from_currency', 'to_currency'], 'stops_build': true,
            'columns': {
                'rate_date': 'date!', 'from_currency': 'text!', 'to_currency': 'text!', 'rate': 'rate!', 'source': 'text'
            },
            'refers': {
                'from_currency': ['currency_exponents', 'currency_code'],
                'to_currency': ['currency_exponents', 'currency_code']
            },
            'rules': [['rate', 'rate <= 0', 'is not above zero', 'give units of to_currency for one from_currency']]
        },
        'model_prices': {
            'key': ['provider', 'model', 'effective_from'], 'stops_build': true,
            'columns': {
                'provider': 'text!', 'model': 'text!', 'effective_from': 'date!', 'input_per_mtok': 'rate!',
                'cache_read_per_mtok': 'rate', 'cache_write_per_mtok': 'rate', 'cache_write_1h_per_mtok': 'rate',
                'output_per_mtok': 'rate!', 'batch_discount': 'rate', 'currency': 'text!', 'source': 'text'
            },
            'refers': {'currency': ['currency_exponents', 'currency_code']},
            'rules': [
                ['input_per_mtok', 'input_per_mtok < 0', 'is negative', 'give the price of one million tokens'],
                ['output_per_mtok', 'output_per_mtok < 0', 'is negative', 'give the price of one million tokens'],
                ['batch_discount', 'batch_discount < 0 or batch_discount > 1', 'is not a share', 'write 0.5 for half price']
            ]
        },
        'model_aliases': {
            'key': ['provider', 'alias'], 'columns': {'provider': 'text!', 'alias': 'text!', 'model': 'text!'}
        },
        'health_bands': {
            'key': ['band'], 'columns': {'band': 'text!', 'min_ratio': 'rate', 'sort_order': 'count!'}
        },
        'identity_kinds': {
            'key': ['identifier_kind'],
            'columns': {
                'identifier_kind': 'text!', 'merges_records': 'boolean!', 'assigns_cost': 'boolean!',
                'most_records': 'count', 'note': 'text'
            }
        },
        'identity_rules': {
            'key': ['rule_id'],
            'columns': {
                'rule_id': 'text!', 'evidence': 'text', 'also_evidence': 'text', 'only_of_vendor': 'boolean!',
                'is_deterministic': 'boolean!', 'score': 'rate!', 'note': 'text'
            },
            'refers': {
                'evidence': ['identity_kinds', 'identifier_kind'], 'also_evidence': ['identity_kinds', 'identifier_kind']
            },
            'rules': [
                ['score', 'score < 0 or score > 1', 'is not a share', 'write 0.9 for nine times in ten'],
                ['evidence', "evidence is null and rule_id not in ('explicit_link', 'shared_identifier')",
                 'is empty', 'give the kind of identifier that both records carry']
            ]
        },
        'shared_domains': {'key': ['domain'], 'columns': {'domain': 'text!', 'note': 'text'}},
        'legal_forms': {'key': ['written'], 'columns': {'written': 'text!', 'legal_form': 'text!'}},
        'identity_ranks': {'key': ['layer'], 'columns': {'layer': 'text!', 'rank': 'count!'}},
        'vendor_layers': {
            'key': ['vendor'], 'columns': {'vendor': 'text!', 'layer': 'text!'},
            'refers': {'layer': ['identity_ranks', 'layer']}
        }
    }) }}
{% endmacro %}
