-- Grain: one line of an invoice, in the columns of the revenue line contract. Amounts: major units, tax out, positive =
-- revenue, discounts negative. Lines of voided, pending and deleted invoices carry an exclusion_reason. Credits that
-- pay an invoice (refundable credits, excess payments) are settlement and never show here.

with lines as (

    select * from {{ ref('stg_chargebee__document_lines') }} where document_kind = 'invoice'

),

invoices as (

    select * from {{ ref('stg_chargebee__documents') }} where document_kind = 'invoice'

),

prices as (

    select * from {{ ref('stg_chargebee__price_versions') }} where is_newest

),

-- A line may belong to another customer and subscription than its invoice (consolidated invoices, hierarchies).
described as (

    select
        lines.*,
        invoices.document_status,
        invoices.exclusion_reason,
        invoices.currency_code,
        invoices.minor_unit_factor,
        invoices.changed_at,
        invoices.loaded_at,
        invoices.dated_at,
        invoices.generated_at,
        max(case when lines.is_metered then 1 else 0 end) over (partition by lines.document_id) as has_metered_line,
        coalesce(lines.line_customer_id, invoices.customer_native_id) as customer_native_id,
        invoices.customer_native_id as payer_native_id,
        coalesce(lines.line_subscription_id, invoices.subscription_native_id) as subscription_native_id,
        prices.product_native_id,
        prices.meter_native_id,
        case
            when prices.declared_revenue_type
                in ('subscription', 'usage', 'one_time', 'prepaid', 'overage', 'minimum')
                then prices.declared_revenue_type
            when lines.is_metered or coalesce(prices.is_metered, false) then 'usage'
            when lines.entity_type in ('plan_item_price', 'addon_item_price', 'plan', 'addon') then 'subscription'
            else 'one_time'
        end as revenue_type,
        coalesce(
            prices.declared_feature,
            case when lines.is_metered or prices.is_metered then lines.entity_id end
        ) as feature_ref
    from lines
    left join invoices on lines.document_id = invoices.document_id
    left join prices on lines.entity_id = prices.price_native_id

),

mapped as (

    select
        'chargebee' as vendor,
        'invoice.line_items' as source_table,
        '' as source_account,
        'invoice|' || document_id || '|' || line_id as source_record_id,
        'charge' as line_kind,
        revenue_type,
        document_id as invoice_native_id,
        document_status as invoice_status,
        customer_native_id,
        payer_native_id,
        subscription_native_id,
        entity_id as price_native_id,
        product_native_id,
        meter_native_id,
        feature_ref,
        quantity,
        unit_amount,
        gross_amount,
        -discount_amount as discount_amount,
        0 as credit_applied_amount,
        gross_amount - discount_amount as net_amount,
        tax_amount,
        currency_code,
        period_start_at as service_start_at,
        {{ period_end_after('period_start_at', 'period_end_at') }} as service_end_at,
        case when has_metered_line = 1 then coalesce(generated_at, dated_at) else dated_at end as invoiced_at,
        changed_at as source_updated_at,
        loaded_at,
        exclusion_reason,
        coalesce(
            row_issue,
            case
                when minor_unit_factor is null
                    then 'currency_code: "' || coalesce(currency_code, '') || '" is not a known currency'
            end
        ) as row_issue
    from described

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
