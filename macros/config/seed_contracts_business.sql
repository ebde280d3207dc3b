{# Contracts of the seeds/business files that name customers, features and tiers. Format: seed_contract(). #}
{% macro seed_contracts_business() %}
    {% set until = ['valid_to', 'valid_to <= valid_from', 'is not after valid_from', 'give the day after the last day'] %}
    {{ return({
        'customer_links': {
            'key': ['left_identifier', 'right_identifier'],
            'columns': {
                'action': 'text!', 'left_identifier': 'customer!', 'right_identifier': 'customer!', 'reason': 'text',
                'author': 'text'
            },
            'one_of': {'action': ['link', 'never_link']}
        },
        'identifier_assignments': {
            'key': ['identifier_kind', 'identifier_value', 'valid_from'],
            'columns': {
                'identifier_kind': 'text!', 'identifier_value': 'text!', 'customer': 'customer!', 'valid_from': 'date',
                'valid_to': 'date', 'reason': 'text'
            },
            'refers': {'identifier_kind': ['identity_kinds', 'identifier_kind']}, 'rules': [until]
        },
        'customer_segments': {
            'key': ['customer', 'valid_from'],
            'columns': {'customer': 'customer!', 'segment': 'text!', 'valid_from': 'date', 'valid_to': 'date'},
            'rules': [until]
        },
        'features': {
            'key': ['feature_key'], 'columns': {'feature_key': 'text!', 'feature_name': 'text!', 'sort_order': 'count!'}
        },
        'feature_links': {
            'key': ['ref_kind', 'ref_value'],
            'columns': {'ref_kind': 'text', 'ref_value': 'text!', 'feature_key': 'text!', 'priority': 'count!'},
            'one_of': {'ref_kind': feature_ref_kinds()},
            'refers': {'feature_key': ['features', 'feature_key']}
        },
        'tiers': {'key': ['tier_key'], 'columns': {'tier_key': 'text!', 'tier_name': 'text!', 'sort_order': 'count!'}},
        'tier_links': {
            'key': ['ref_kind', 'ref_value'],
            'columns': {'ref_kind': 'text!', 'ref_value': 'text!', 'tier_key': 'text!'},
            'one_of': {
                'ref_kind': ['price_native_id', 'product_native_id', 'plan_native_id', 'product_name', 'plan_name']
            },
            'refers': {'tier_key': ['tiers', 'tier_key']}
        },
        'event_conflict_picks': {
            'key': ['entity', 'vendor', 'source_record_id'],
            'columns': {
                'entity': 'text!', 'vendor': 'text!', 'source_record_id': 'text!', 'chosen_payload_hash': 'text!',
                'reason': 'text'
            },
            'one_of': {'entity': ['usage_events', 'credit_entries']}
        }
    }) }}
{% endmacro %}
