{#
  Two CTEs: `planned` adds plan_kind to the rows of a CTE, `with_function` the cost_function that follows: the
  first row of the COGS policy, by priority, that fits entry_class, environment, purpose and plan_kind (a blank cell of
  the policy fits anything). The rows carry those texts but plan_kind, a customer_key and a service_date.
  Both joins are many to one.
#}
{% macro with_cost_function(rows) %}
planned as (

    select
        {{ rows }}.*,
        case
            when {{ rows }}.customer_key = '(internal)' then 'internal'
            when customer_plans.is_trial then 'trial'
            when customer_plans.is_paying then 'paid'
            when customer_plans.customer_key is not null then 'free'
            else ''
        end as plan_kind
    from {{ rows }}
    left join {{ ref('int_customer_plan_daily') }} as customer_plans
        on {{ rows }}.customer_key = customer_plans.customer_key
        and {{ rows }}.service_date = customer_plans.service_date

),

policy_matches as (

    select
        cases.entry_class,
        cases.environment,
        cases.purpose,
        cases.plan_kind,
        policy.cost_function,
        row_number() over (
            partition by cases.entry_class, cases.environment, cases.purpose, cases.plan_kind
            order by policy.priority, policy.cost_function
        ) as match_number
    from (select distinct entry_class, environment, purpose, plan_kind from planned) as cases
    cross join {{ ref('stg_pricing__cogs_policy') }} as policy
    where coalesce(nullif(policy.entry_class, ''), cases.entry_class) = cases.entry_class
        and coalesce(nullif(policy.environment, ''), cases.environment) = cases.environment
        and coalesce(nullif(policy.purpose, ''), cases.purpose) = cases.purpose
        and coalesce(nullif(policy.plan_kind, ''), cases.plan_kind) = cases.plan_kind

),

with_function as (

    select
        planned.*,
        policy_matches.cost_function
    from planned
    left join policy_matches
        on planned.entry_class = policy_matches.entry_class
        and planned.environment = policy_matches.environment
        and planned.purpose = policy_matches.purpose
        and planned.plan_kind = policy_matches.plan_kind
        and policy_matches.match_number = 1

)
{% endmacro %}
