{# Contract of seeds/scenarios/scenario_levers.csv: one row is one whole lever, a blank scope means all. #}
{% macro seed_contract_levers() %}
    {{ return({
        'key': ['scenario_id', 'step'],
        'columns': {
            'scenario_id': 'text!', 'step': 'count!', 'lever': 'text!', 'applies_to': 'text', 'tier': 'text',
            'segment': 'text', 'usage_band': 'text', 'customer': 'customer', 'plan_id': 'text', 'feature': 'text',
            'provider': 'text', 'model': 'text', 'cost_pool': 'text', 'change': 'text!', 'value': 'rate', 'unit': 'text!',
            'share_pct': 'percent', 'to_plan_id': 'text', 'to_model': 'text', 'token_ratio': 'rate', 'timing': 'text',
            'from_month': 'month', 'to_month': 'month', 'ramp_months': 'count', 'evidence': 'text', 'enabled': 'boolean'
        },
        'one_of': {
            'lever': [
                'list_price', 'allowance', 'overage_rate', 'discount', 'credit_pool', 'rollover', 'minimum', 'cap',
                'plan_move', 'model_cost', 'model_swap', 'model_add', 'cache_share', 'batch_share', 'infra_cost',
                'usage_growth', 'customer_growth', 'churn', 'retention_elasticity', 'usage_elasticity'
            ],
            'applies_to': ['all', 'new', 'existing'], 'usage_band': ['light', 'average', 'power'],
            'change': ['set', 'percent', 'add', 'swap', 'move', 'adopt'], 'timing': ['immediate', 'at_renewal']
        },
        'refers': {
            'scenario_id': ['scenarios', 'scenario_id'], 'tier': ['tiers', 'tier_key'],
            'segment': ['customer_segments', 'segment'],
            'plan_id': ['price_plans', 'plan_id'], 'feature': ['features', 'feature_key'],
            'cost_pool': ['cost_pools', 'pool_key'], 'to_plan_id': ['price_plans', 'plan_id']
        },
        'rules': [
            ['value', "change in ('set', 'percent', 'add') and value is null", 'is empty', 'give the value of the change'],
            ['value', "change = 'percent' and value < -100", 'takes away more than everything', 'write -90 for 90 percent less'],
            ['unit', "change = 'percent' and unit <> 'percent'", 'does not fit a change in percent', 'write percent'],
            ['to_month', 'to_month < from_month', 'is before from_month', 'give the last month of the lever']
        ]
    }) }}
{% endmacro %}
