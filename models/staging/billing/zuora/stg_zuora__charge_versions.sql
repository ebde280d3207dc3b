-- Grain: one row per raw row of `rate_plan_charge`: one version of one segment of a charge, described by its rate plan,
-- product and catalogue charge. mrr, tcv: major units, as Zuora computes them. is_current marks the row that stands for
-- its segment: the highest version that was not deleted, in the newest version of its subscription.

with charges as (

    {{ raw_rows('zuora', 'rate_plan_charge', {
        'id': 'text', 'charge_number': 'text', 'segment': 'integer', 'version': 'integer', 'name': 'text',
        'charge_model': 'text', 'charge_type': 'text', 'billing_period': 'text', 'specific_billing_period': 'integer',
        'list_price_base': 'text', 'specific_list_price_base': 'integer', 'quantity': 'number', 'uom': 'text',
        'discount_level': 'text', 'apply_discount_to': 'text', 'effective_start_date': 'date',
        'effective_end_date': 'date', 'end_date_condition': 'text', 'mrr': 'number', 'tcv': 'number',
        'is_prepaid': 'boolean', 'prepaid_operation_type': 'text', 'subscription_id': 'text',
        'subscription_owner_id': 'text', 'rate_plan_id': 'text', 'product_id': 'text',
        'product_rate_plan_charge_id': 'text', 'transaction_currency': 'text', 'updated_date': 'timestamp',
        '_fivetran_deleted': 'boolean', '_fivetran_synced': 'timestamp',
    }) }}

),

subscriptions as (

    select * from {{ ref('stg_zuora__subscription_versions') }} where is_newest

),

catalogue as (

    select * from {{ ref('stg_zuora__catalogue_charges') }} where is_newest

),

rate_plans as (

    {{ newest_rows(
        'zuora', 'rate_plan', ['id'],
        {
            'id': 'text', 'name': 'text', 'product_id': 'text', 'product_rate_plan_id': 'text',
            'updated_date': 'timestamp',
        },
        'updated_date'
    ) }}

),

products as (

    select * from {{ ref('stg_zuora__products') }}

),

typed as (

    select
        charges.id as charge_id,
        coalesce({{ bill_text('charges.charge_number') }}, charges.id) as charge_number,
        coalesce({{ safe_number('charges.segment', 'count') }}, 1) as segment,
        coalesce({{ safe_number('charges.version', 'count') }}, 0) as charge_version,
        coalesce(subscriptions.version_number, 0) as subscription_version,
        coalesce(subscriptions.subscription_native_id, charges.subscription_id) as subscription_native_id,
        coalesce(
            {{ bill_text('charges.subscription_owner_id') }}, subscriptions.customer_native_id
        ) as owner_native_id,
        {{ plain_label('charges.charge_model') }} as charge_model,
        {{ plain_label('charges.charge_type') }} as charge_type,
        case {{ plain_label('charges.billing_period') }}
            {% for label, months in {
                'month': 1, 'quarter': 3, 'semiannual': 6, 'annual': 12, 'eighteenmonths': 18, 'twoyears': 24,
                'threeyears': 36, 'fiveyears': 60
            }.items() %}
            when '{{ label }}' then {{ months }}
            {% endfor %}
            when 'specificmonths' then {{ safe_number('charges.specific_billing_period', 'count') }}
        end as billing_months,
        {{ plain_label('charges.list_price_base') }} as price_base,
        {{ safe_number('charges.specific_list_price_base', 'count') }} as price_base_months,
        {{ safe_number('charges.quantity', 'quantity') }} as quantity,
        {{ bill_text('charges.uom') }} as uom,
        lower(charges.apply_discount_to) as apply_discount_to,
        charges.rate_plan_id,
        case when {{ plain_label('charges.discount_level') }} = 'rateplan' then charges.rate_plan_id end
        as discounted_rate_plan_id,
        {{ utc_from_business_date(safe_date('charges.effective_start_date')) }} as effective_from,
        {{ utc_from_business_date(safe_date('charges.effective_end_date')) }} as effective_to,
        coalesce({{ plain_label('charges.end_date_condition') }}, 'subscriptionend') = 'subscriptionend'
        as ends_with_contract,
        {{ safe_number('charges.mrr') }} as mrr,
        {{ safe_number('charges.tcv') }} as tcv,
        coalesce({{ safe_boolean('charges.is_prepaid') }}, false)
        and coalesce({{ plain_label('charges.prepaid_operation_type') }}, 'topup') = 'topup' as is_top_up,
        charges.product_rate_plan_charge_id as catalogue_charge_id,
        coalesce({{ bill_text('charges.product_id') }}, rate_plans.product_id) as product_native_id,
        products.product_name,
        products.sku,
        rate_plans.product_rate_plan_id as plan_native_id,
        rate_plans.name as plan_name,
        catalogue.declared_revenue_type,
        catalogue.declared_feature,
        upper({{ bill_text('charges.transaction_currency') }}) as currency_code,
        coalesce({{ safe_boolean('charges.fivetran_deleted') }}, false) as is_deleted,
        {{ safe_timestamp('charges.updated_date') }} as changed_at,
        {{ safe_timestamp('charges.fivetran_synced') }} as loaded_at,
        {{ row_issue([
            ('mrr', 'charges.mrr', safe_number('charges.mrr')),
            ('quantity', 'charges.quantity', safe_number('charges.quantity', 'quantity')),
            (
                'effective_start_date', 'charges.effective_start_date', safe_date('charges.effective_start_date'),
                'a date'
            ),
        ]) }} as row_issue
    from charges
    left join subscriptions on charges.subscription_id = subscriptions.version_id
    left join catalogue on charges.product_rate_plan_charge_id = catalogue.catalogue_charge_id
    left join rate_plans on charges.rate_plan_id = rate_plans.id
    left join products
        on coalesce({{ bill_text('charges.product_id') }}, rate_plans.product_id) = products.product_native_id

)

select
    typed.*,
    charge_model like 'discount%' as is_discount,
    row_number() over (partition by charge_id order by changed_at desc nulls last, loaded_at desc nulls last, mrr) = 1
    as is_newest,
    not is_deleted and row_number() over (
        partition by charge_number, segment
        order by
            case when is_deleted then 1 else 0 end, charge_version desc, subscription_version desc,
            changed_at desc nulls last, charge_id
    ) = 1 as is_current
from typed
