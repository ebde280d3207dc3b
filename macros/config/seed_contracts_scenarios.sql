{# Contracts of seeds/scenarios: a bad row removes its scenario and nothing else. Format: seed_contract(). #}
{% macro seed_contracts_scenarios() %}
    {% set months = '[1-9][0-9]{3}-(0[1-9]|1[0-2])([.][.][1-9][0-9]{3}-(0[1-9]|1[0-2]))?' %}
    {{ return({
        'scenarios': {
            'key': ['scenario_id'],
            'columns': {
                'scenario_id': 'text!', 'name': 'text!', 'status': 'text', 'owner': 'text', 'mode': 'text!',
                'base_period': 'text!', 'start_month': 'month', 'horizon_months': 'count', 'usage_case': 'text',
                'compare_to': 'text', 'customers_choose_plan': 'boolean', 'target_margin_pct': 'percent',
                'bill_shock_pct': 'percent', 'competitor_set': 'text', 'note': 'text'
            },
            'one_of': {'mode': ['replay', 'project'], 'status': ['active', 'draft', 'archived']},
            'rules': [
                ['base_period', 'not ' ~ matches_pattern('base_period', months), 'is not a month or a span of months',
                 'write 2026-03, or 2026-01..2026-03']
            ]
        },
        'scenario_levers': seed_contract_levers(),
        'price_plans': {
            'key': ['plan_id', 'component', 'meter', 'bracket_up_to', 'valid_from'],
            'columns': {
                'plan_id': 'text!', 'tier': 'text', 'status': 'text', 'currency': 'text!', 'component': 'text!',
                'meter': 'text', 'charge_model': 'text!', 'billing_months': 'count', 'billing_timing': 'text',
                'bracket_up_to': 'quantity', 'unit_price': 'rate', 'unit_size': 'quantity', 'flat_amount': 'money',
                'quantity': 'quantity', 'credit_unit_price': 'rate', 'rollover_pct': 'percent', 'rollover_months': 'count',
                'rollover_cap': 'quantity', 'over_limit': 'text', 'valid_from': 'date', 'valid_to': 'date', 'note': 'text'
            },
            'refers': {'tier': ['tiers', 'tier_key'], 'currency': ['currency_exponents', 'currency_code']}
        },
        'competitor_prices': {
            'key': ['competitor_set', 'competitor', 'tier', 'unit', 'checked_on'],
            'columns': {
                'competitor_set': 'text!', 'competitor': 'text!', 'tier': 'text', 'price': 'money!', 'currency': 'text!',
                'unit': 'text!', 'position': 'text', 'source': 'text', 'checked_on': 'date'
            },
            'refers': {'currency': ['currency_exponents', 'currency_code']}
        },
        'targets': {
            'key': ['metric', 'tier', 'segment', 'month'],
            'columns': {
                'metric': 'text!', 'tier': 'text', 'segment': 'text', 'month': 'month', 'target': 'rate!', 'owner': 'text'
            },
            'refers': {'tier': ['tiers', 'tier_key'], 'segment': ['customer_segments', 'segment']},
            'besides': {'tier': ['(none)'], 'segment': ['(none)']}
        }
    }) }}
{% endmacro %}
