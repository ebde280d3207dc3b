{# Folder of seeds/ -> seed -> contract, for every file that people edit. #}
{% macro seed_contracts() %}
    {{ return({
        'reference': dict(seed_contracts_reference(), **seed_contracts_identity()),
        'business': dict(seed_contracts_business(), **seed_contracts_money()),
        'scenarios': seed_contracts_scenarios()
    }) }}
{% endmacro %}
