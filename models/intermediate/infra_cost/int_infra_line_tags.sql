-- Grain: one charge line with the customer and the feature that its tags name on the first day of the charge; null
-- where they name none, or none that is known. A tag of its own goes before the account id and that before a
-- namespace. tag_reason: why no customer is named (no_tag, unknown_tag, tag_claimed_by_two_customers,
-- tag_assigned_to_nobody_that_day), null where one is. No amounts.

{% set kinds = "('tag', 'external_id', 'namespace')" %}

with cost_lines as (

    select
        record_key,
        customer_ref,
        feature_ref,
        {{ utc_date('charge_start_at') }} as first_day
    from {{ ref('int_infra_cost_lines') }}

),

tag_customers as (

    select * from {{ ref('int_identifier_assignments') }} where identifier_kind = 'tag'

),

account_customers as (

    select * from {{ ref('int_identifier_assignments') }} where identifier_kind = 'external_id'

),

namespace_customers as (

    select * from {{ ref('int_identifier_assignments') }} where identifier_kind = 'namespace'

),

customers as (

    select customer_key, is_internal from {{ ref('int_customers_resolved') }}

),

claims as (

    select identifier_value, valid_from, valid_to, claimants
    from {{ ref('int_identifier_claims') }}
    where identifier_kind in {{ kinds }}

),

assigned_ever as (

    select distinct identifier_value
    from {{ ref('int_identifier_assignments') }}
    where identifier_kind in {{ kinds }}

),

feature_map as (

    select * from {{ ref('int_feature_map') }} where ref_kind = 'infrastructure'

),

named as (

    select
        cost_lines.*,
        coalesce(
            tag_customers.customer_key, account_customers.customer_key, namespace_customers.customer_key
        ) as named_customer
    from cost_lines
    left join tag_customers on {{ holds_on('tag_customers', 'cost_lines.customer_ref', 'cost_lines.first_day') }}
    left join account_customers
        on {{ holds_on('account_customers', 'cost_lines.customer_ref', 'cost_lines.first_day') }}
    left join namespace_customers
        on {{ holds_on('namespace_customers', 'cost_lines.customer_ref', 'cost_lines.first_day') }}

),

-- one value may be claimed as several kinds
contested as (

    select distinct named.customer_ref, named.first_day
    from named
    left join claims on {{ holds_on('claims', 'named.customer_ref', 'named.first_day') }}
    where named.named_customer is null and claims.claimants > 1

)

select
    named.record_key,
    case when customers.is_internal then '(internal)' else named.named_customer end as tagged_customer,
    case
        when named.feature_ref is null then '(none)' else coalesce(feature_map.feature_key, '(unattributed)')
    end as tagged_feature,
    case
        when named.named_customer is not null then null
        when named.customer_ref is null then 'no_tag'
        when contested.customer_ref is not null then 'tag_claimed_by_two_customers'
        when assigned_ever.identifier_value is not null then 'tag_assigned_to_nobody_that_day'
        else 'unknown_tag'
    end as tag_reason
from named
left join customers on named.named_customer = customers.customer_key
left join feature_map on named.feature_ref = feature_map.feature_ref
left join contested on named.customer_ref = contested.customer_ref and named.first_day = contested.first_day
left join assigned_ever on named.customer_ref = assigned_ever.identifier_value
