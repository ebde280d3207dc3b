-- Grain: one row per raw row of `invoice_item`, with what its charge says about it. charge_amount: major units of the
-- item's own currency; it never contains tax and is negative for discounts and credits. item_kind: charge, discount
-- (an item of its own in Zuora), prepayment, tax or other. is_newest marks the version that look-ups read.

with items as (

    {{ raw_rows('zuora', 'invoice_item', {
        'id': 'text', 'invoice_id': 'text', 'account_id': 'text', 'subscription_id': 'text',
        'rate_plan_charge_id': 'text', 'product_rate_plan_charge_id': 'text', 'product_id': 'text', 'sku': 'text',
        'applied_to_invoice_item_id': 'text', 'processing_type': 'text', 'charge_name': 'text',
        'charge_amount': 'number', 'tax_amount': 'number', 'quantity': 'number', 'unit_price': 'number', 'uom': 'text',
        'service_start_date': 'date', 'service_end_date': 'date', 'transaction_currency': 'text',
        'updated_date': 'timestamp', '_fivetran_deleted': 'boolean', '_fivetran_synced': 'timestamp',
    }) }}

),

charges as (

    select * from {{ ref('stg_zuora__charge_versions') }} where is_newest

),

catalogue as (

    select * from {{ ref('stg_zuora__catalogue_charges') }} where is_newest

),

subscriptions as (

    select * from {{ ref('stg_zuora__subscription_versions') }} where is_newest

),

typed as (

    select
        items.id as item_id,
        items.invoice_id as invoice_native_id,
        {{ bill_text('items.applied_to_invoice_item_id') }} as applied_to_item_id,
        coalesce(
            subscriptions.customer_native_id, charges.owner_native_id, {{ bill_text('items.account_id') }}
        ) as customer_native_id,
        coalesce(
            subscriptions.subscription_native_id, charges.subscription_native_id,
            {{ bill_text('items.subscription_id') }}
        ) as subscription_native_id,
        coalesce(charges.charge_number, {{ bill_text('items.product_rate_plan_charge_id') }}) as price_native_id,
        coalesce({{ bill_text('items.product_id') }}, charges.product_native_id) as product_native_id,
        case lower({{ bill_text('items.processing_type') }})
            when '0' then 'charge' when 'charge' then 'charge'
            when '1' then 'discount' when 'discount' then 'discount'
            when '2' then 'prepayment' when 'prepayment' then 'prepayment'
            when '3' then 'tax' when 'tax' then 'tax'
            else 'other'
        end as item_kind,
        coalesce(charges.charge_type, catalogue.charge_type) as charge_type,
        coalesce(charges.declared_revenue_type, catalogue.declared_revenue_type) as declared_revenue_type,
        coalesce(charges.is_top_up, false) as is_top_up,
        coalesce(charges.declared_feature, catalogue.declared_feature) as declared_feature,
        coalesce({{ bill_text('items.sku') }}, charges.sku, {{ bill_text('items.charge_name') }}) as usage_ref,
        coalesce({{ bill_text('items.uom') }}, charges.uom) as uom,
        upper({{ bill_text('items.transaction_currency') }}) as currency_code,
        {{ safe_number('items.charge_amount') }} as charge_amount,
        coalesce({{ safe_number('items.tax_amount') }}, 0) as tax_amount,
        {{ safe_number('items.quantity', 'quantity') }} as quantity,
        {{ safe_number('items.unit_price', 'rate') }} as unit_amount,
        {{ utc_from_business_date(safe_date('items.service_start_date')) }} as service_start_at,
        -- the last day of service is named, the contract wants the first day after it
        {{ utc_from_business_date(date_add_days(safe_date('items.service_end_date'), 1)) }} as service_end_at,
        coalesce({{ safe_boolean('items.fivetran_deleted') }}, false) as is_deleted,
        {{ safe_timestamp('items.updated_date') }} as changed_at,
        {{ safe_timestamp('items.fivetran_synced') }} as loaded_at,
        {{ row_issue([
            ('charge_amount', 'items.charge_amount', safe_number('items.charge_amount')),
            ('quantity', 'items.quantity', safe_number('items.quantity', 'quantity')),
            ('service_start_date', 'items.service_start_date', safe_date('items.service_start_date'), 'a date'),
            ('service_end_date', 'items.service_end_date', safe_date('items.service_end_date'), 'a date'),
        ]) }} as row_issue
    from items
    left join charges on items.rate_plan_charge_id = charges.charge_id
    left join catalogue on items.product_rate_plan_charge_id = catalogue.catalogue_charge_id
    left join subscriptions on items.subscription_id = subscriptions.version_id

),

classified as (

    select
        typed.*,
        case
            when declared_revenue_type in ('subscription', 'usage', 'one_time', 'prepaid', 'overage', 'minimum')
                then declared_revenue_type
            when is_top_up or item_kind = 'prepayment' then 'prepaid'
            when charge_type = 'usage' then 'usage'
            when charge_type = 'onetime' then 'one_time'
            when charge_type = 'recurring' or subscription_native_id is not null then 'subscription'
            else 'one_time'
        end as revenue_type
    from typed

)

select
    classified.*,
    coalesce(declared_feature, case when revenue_type = 'usage' then usage_ref end) as feature_ref,
    case when revenue_type = 'usage' then uom end as meter_native_id,
    row_number() over (
        partition by item_id order by changed_at desc nulls last, loaded_at desc nulls last, charge_amount
    ) = 1 as is_newest
from classified
