-- Grain: one row per raw row of `product_rate_plan_charge`, the charge as the catalogue offers it. No amounts: prices
-- stand in its tiers. is_newest marks the version that look-ups read.

with charges as (

    {{ raw_rows('zuora', 'product_rate_plan_charge', {
        'id': 'text', 'name': 'text', 'charge_model': 'text', 'charge_type': 'text', 'billing_period': 'text',
        'uom': 'text', 'product_id': 'text', 'product_rate_plan_id': 'text', 'feature_c': 'text',
        'revenue_type_c': 'text', 'created_date': 'timestamp', 'updated_date': 'timestamp',
        '_fivetran_deleted': 'boolean', '_fivetran_synced': 'timestamp',
    }) }}

),

rate_plans as (

    {{ newest_rows(
        'zuora', 'product_rate_plan', ['id'],
        {'id': 'text', 'name': 'text', 'product_id': 'text', 'updated_date': 'timestamp'},
        'updated_date'
    ) }}

),

products as (

    select * from {{ ref('stg_zuora__products') }}

)

select
    charges.id as catalogue_charge_id,
    charges.product_rate_plan_id as plan_native_id,
    rate_plans.name as plan_name,
    coalesce({{ bill_text('charges.product_id') }}, rate_plans.product_id) as product_native_id,
    products.product_name,
    {{ plain_label('charges.charge_model') }} as charge_model,
    {{ plain_label('charges.charge_type') }} as charge_type,
    case {{ plain_label('charges.billing_period') }}
        when 'month' then 1 when 'quarter' then 3 when 'semiannual' then 6 when 'annual' then 12
    end as billing_months,
    {{ bill_text('charges.uom') }} as uom,
    lower({{ bill_text('charges.revenue_type_c') }}) as declared_revenue_type,
    {{ bill_text('charges.feature_c') }} as declared_feature,
    coalesce({{ safe_boolean('charges.fivetran_deleted') }}, false) as is_deleted,
    {{ safe_timestamp('charges.created_date') }} as created_at,
    {{ safe_timestamp('charges.updated_date') }} as changed_at,
    {{ safe_timestamp('charges.fivetran_synced') }} as loaded_at,
    row_number() over (
        partition by charges.id
        order by
            {{ safe_timestamp('charges.updated_date') }} desc nulls last,
            {{ safe_timestamp('charges.fivetran_synced') }} desc nulls last, charges.charge_model
    ) = 1 as is_newest
from charges
left join rate_plans on charges.product_rate_plan_id = rate_plans.id
left join products
    on coalesce({{ bill_text('charges.product_id') }}, rate_plans.product_id) = products.product_native_id
