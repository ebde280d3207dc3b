-- Grain: one charge line with the customer and the feature that its tags name on the first day of the charge; null
-- where they name none, or none that is known. A tag of its own goes before the account id and that before a
-- namespace. No amounts.

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

feature_map as (

    select * from {{ ref('int_feature_map') }}

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

)

select
    named.record_key,
    case when customers.is_internal then '(internal)' else named.named_customer end as tagged_customer,
    case
        when named.feature_ref is null then '(none)' else coalesce(feature_map.feature_key, '(unattributed)')
    end as tagged_feature
from named
left join customers on named.named_customer = customers.customer_key
left join feature_map on named.feature_ref = feature_map.feature_ref
