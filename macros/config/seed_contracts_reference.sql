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
        'vendor_layers': {
            'key': ['vendor'], 'columns': {'vendor': 'text!', 'layer': 'text!'},
            'refers': {'layer': ['identity_ranks', 'layer']}
        }
    }) }}
{% endmacro %}
