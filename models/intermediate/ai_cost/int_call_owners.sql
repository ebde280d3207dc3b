-- Grain: one combination of references by which calls of a day may be looked up (references_key of int_calls_daily),
-- with the customer and the feature that it leads to. No amounts. The paths of seeds/business/lookup_paths.csv are
-- tried in the order of their priority and the first that names one wins; customer_rule and feature_rule say which
-- one it was (reference, key and kind). Where none does, the key is null and the rule is the reason: claimed by two
-- customers that day, a conflict in the trace, assigned to nobody on that day, known to nobody, or nothing stated.

with lookups as (

    select * from {{ ref('int_call_lookups') }}

),

combinations as (

    select distinct references_key from {{ ref('int_calls_daily') }} where call_group_key is not null

),

assignments as (

    select * from {{ ref('int_identifier_assignments') }}

),

claims as (

    select * from {{ ref('int_identifier_claims') }} where claimants > 1

),

known_identifiers as (

    select distinct identifier_kind, identifier_value from assignments
    {{ union_distinct() }}
    select distinct identifier_kind, identifier_value from claims

),

feature_map as (

    select * from {{ ref('int_feature_map') }}

),

-- many to one: at most one customer has an identifier on a day, and a feature has one meaning per kind
looked_up as (

    select
        lookups.references_key,
        lookups.target,
        lookups.priority,
        lookups.rule_id,
        lookups.ref_value,
        coalesce(assignments.customer_key, feature_map.feature_key) as member_key,
        claims.identifier_value is not null as is_contested,
        known_identifiers.identifier_value is not null as is_known
    from lookups
    left join assignments
        on lookups.target = 'customer'
        and lookups.identifier_kind = assignments.identifier_kind
        and {{ holds_on('assignments', 'lookups.ref_value', 'lookups.slice_date') }}
    left join claims
        on lookups.target = 'customer'
        and lookups.identifier_kind = claims.identifier_kind
        and {{ holds_on('claims', 'lookups.ref_value', 'lookups.slice_date') }}
    left join known_identifiers
        on lookups.target = 'customer'
        and lookups.identifier_kind = known_identifiers.identifier_kind
        and lookups.ref_value = known_identifiers.identifier_value
    left join feature_map
        on lookups.target = 'feature'
        and lookups.identifier_kind = feature_map.ref_kind
        and lookups.ref_value = feature_map.feature_ref

),

-- a path with two values, which only a trace can give, names a customer where both lead to the same one
by_path as (

    select
        references_key,
        target,
        priority,
        min(rule_id) as rule_id,
        case
            when count(member_key) = count(*) and min(member_key) = max(member_key) then min(member_key)
        end as member_key,
        case
            when count(*) > 1 or min(ref_value) = '{{ several_values() }}' then 2
            when {{ any_true('is_contested') }} then 1
            when {{ any_true('is_known') }} then 3
            else 4
        end as reason_number
    from looked_up
    group by references_key, target, priority

),

ranked as (

    select
        by_path.*,
        row_number() over (
            partition by references_key, target
            order by case when member_key is null then reason_number else 0 end, priority
        ) as path_number
    from by_path

),

{% for target in ['customer', 'feature'] %}
by_{{ target }} as (

    select
        references_key,
        member_key as {{ target }}_key,
        case
            when member_key is not null then rule_id
            when reason_number = 1 then 'calls:claimed_by_two_customers'
            when reason_number = 2 then 'calls:conflict_in_trace'
            when reason_number = 3 then 'calls:assigned_to_nobody_that_day'
            else 'calls:known_to_nobody'
        end as {{ target }}_rule
    from ranked
    where target = '{{ target }}' and path_number = 1

){{ ',' if not loop.last }}

{% endfor %}
select
    combinations.references_key,
    by_customer.customer_key,
    coalesce(by_customer.customer_rule, 'calls:nothing_stated') as customer_rule,
    by_feature.feature_key,
    coalesce(by_feature.feature_rule, 'calls:nothing_stated') as feature_rule
from combinations
left join by_customer on combinations.references_key = by_customer.references_key
left join by_feature on combinations.references_key = by_feature.references_key
