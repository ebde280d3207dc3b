{# Contracts of the seeds/reference files that say who is who. Format: seed_contract(). #}
{% macro seed_contracts_identity() %}
    {{ return({
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
                ['rule_id', "evidence is null and rule_id not in ('explicit_link', 'shared_identifier')",
                 'has no evidence', 'give under evidence the kind of identifier that both records carry']
            ]
        },
        'shared_domains': {'key': ['domain'], 'columns': {'domain': 'text!', 'note': 'text'}},
        'legal_forms': {'key': ['written'], 'columns': {'written': 'text!', 'legal_form': 'text!'}},
        'identity_ranks': {'key': ['layer'], 'columns': {'layer': 'text!', 'rank': 'count!'}}
    }) }}
{% endmacro %}
