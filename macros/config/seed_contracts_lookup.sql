{# The part of seed_contracts_money() that says who bears a cost: where the customer and the feature of a call are looked up. #}
{% macro seed_contracts_lookup() %}
    {% set kinds = feature_ref_kinds() %}
    {{ return({
        'lookup_paths': {
            'key': ['target', 'priority'],
            'columns': {
                'target': 'text!', 'priority': 'count!', 'reference': 'text!', 'key': 'text', 'identifier_kind': 'text',
                'vendor': 'text', 'note': 'text'
            },
            'one_of': {
                'target': ['customer', 'feature'],
                'reference': ['stated', 'trace', 'label', 'end_user', 'api_key', 'project', 'trace_id']
            },
            'refers': {'identifier_kind': ['identity_kinds', 'identifier_kind'], 'vendor': ['vendor_layers', 'vendor']},
            'besides': {'identifier_kind': kinds},
            'rules': [
                ['key', "reference = 'label' and key is null", 'is missing', 'name the metadata key, tag prefix, header or property to read'],
                ['key', "reference not in ('label', 'trace') and key is not null", 'is read by no such path', 'leave it empty or use the reference label'],
                ['target', "target = 'feature' and reference = 'trace_id'", 'has no such path', 'a trace is linked to a customer only'],
                ['identifier_kind', "target = 'customer' and identifier_kind is null", 'is missing', 'say as which kind of identifier the value is looked up'],
                [
                    'identifier_kind', "target = 'customer' and listed_identifier_kind is null",
                    'is no kind of identifier of a customer', 'use a kind of seeds/reference/identity_kinds.csv'
                ],
                [
                    'identifier_kind', "target = 'feature' and identifier_kind not in ('" ~ kinds | join("', '") ~ "')",
                    'is no kind of feature link', 'use one of ' ~ kinds | join(', ')
                ]
            ]
        }
    }) }}
{% endmacro %}
