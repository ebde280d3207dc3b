-- Grain: one charge line with the first rule of seeds/business/cost_pool_rules.csv that fits it, by priority;
-- target and rule_id are null where none does. No amounts. A line that names its cluster and that no rule fits goes
-- to the pool `kubernetes`, to be borne by the users of that cluster; by a rule, of `(any)` cluster.

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
        case
            when cost_lines.pool_ref like 'k8s:%' and not {{ splits_cluster() }}
                then lower(trim(substr(cost_lines.pool_ref, 5)))
        end as cluster_name,
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

select
    record_key,
    coalesce(target, case when cluster_name is not null then 'kubernetes' end) as target,  -- noqa: RF04
    coalesce(rule_id, case when cluster_name is not null then 'infra:cluster' end) as rule_id,
    case when target is null then cluster_name else '(any)' end as named_cluster
from fitting
where rule_number = 1
