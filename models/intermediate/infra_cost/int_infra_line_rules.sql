-- Grain: one charge line with the first rule of seeds/business/cost_pool_rules.csv that fits it, by priority;
-- target and rule_id are null where none does. No amounts.

{% set rule_fields = [
    'charge_category', 'commitment_status', 'environment', 'pool_ref', 'service_name', 'service_category',
    'ai_overlap_class'
] %}

with cost_lines as (

    select * from {{ ref('int_infra_cost_lines') }}

),

rules as (

    select * from {{ ref('stg_pricing__cost_pool_rules') }}

),

-- many to many by intent: every rule that fits a line, then the first
fitting as (

    select
        cost_lines.record_key,
        rules.target,
        'infra:' || rules.match_field || '=' || rules.match_value as rule_id,
        row_number() over (
            partition by cost_lines.record_key order by rules.priority, rules.match_field, rules.match_value
        ) as rule_number
    from cost_lines
    left join rules
        on lower(rules.match_value) = lower(
            case rules.match_field
                {% for field in rule_fields %}
                when '{{ field }}' then cost_lines.{{ field }}
                {% endfor %}
            end
        )

)

select record_key, target, rule_id
from fitting
where rule_number = 1
