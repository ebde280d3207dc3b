-- Grain: one row per charge line of a FOCUS bill (versions 1.0 to 1.4) and delivery; lines have no identifier.
-- Amounts are in the billing currency: effective_amount is the accrual cost with commitments spread over their
-- use (the billed amount where a bill has no effective cost), rounded to nine decimals with the rest in
-- rounding_amount. A newer delivery of an account's billing period replaces the older one; Google's only append.
-- Kept but not counted: tax, which is recoverable. Not additive: lines that repeat what a gateway or another
-- line of the bill tells, among them the rows by which AWS splits an instance over pods beside the instance's own.
with bill as (
    {{ raw_rows('focus', 'focus_cost_and_usage', {
        'BillingAccountId': 'text', 'BillingPeriodStart': 'timestamp', 'BillingCurrency': 'text',
        'ChargeCategory': 'text', 'ChargeClass': 'text', 'ChargeDescription': 'text', 'ChargePeriodStart': 'timestamp',
        'ChargePeriodEnd': 'timestamp', 'InvoiceIssuerName': 'text', 'ProviderName': 'text', 'PublisherName': 'text',
        'ServiceProviderName': 'text', 'ServiceName': 'text', 'ServiceCategory': 'text', 'ServiceSubcategory': 'text',
        'SkuId': 'text', 'SkuMeter': 'text', 'SkuPriceId': 'text', 'SkuPriceDetails': 'json', 'RegionId': 'text',
        'ResourceId': 'text', 'ResourceType': 'text', 'SubAccountId': 'text', 'CommitmentDiscountStatus': 'text',
        'CapacityReservationStatus': 'text', 'ConsumedQuantity': 'number', 'ConsumedUnit': 'text',
        'PricingUnit': 'text', 'InvoiceId': 'text', 'BilledCost': 'number', 'EffectiveCost': 'number',
        'ListCost': 'number', 'Tags': 'json', 'AllocatedTags': 'json', '_loaded_at': 'timestamp'
    }) }}
),

cleaned as (
    select
        {{ bill_text('billing_account_id') }} as billing_account_ref,
        {{ bill_text('sub_account_id') }} as sub_account_id,
        {{ bill_text('billing_currency') }} as currency,
        {{ bill_text('charge_category') }} as category,
        {{ bill_text('charge_class') }} as charge_class,
        {{ bill_text('charge_description') }} as charge_description,
        {{ bill_text('invoice_issuer_name') }} as issuer,
        {{ cloud_name('coalesce(' ~ bill_text('service_provider_name') ~ ', ' ~ bill_text('provider_name') ~ ')') }}
            as provider,
        {{ bill_text('publisher_name') }} as publisher,
        -- Azure leaves the service of marketplace lines empty
        coalesce({{ bill_text('service_name') }}, {{ bill_text('publisher_name') }}) as service_name,
        {{ bill_text('service_category') }} as service_category,
        {{ bill_text('service_subcategory') }} as service_subcategory,
        coalesce({{ bill_text('sku_id') }}, {{ bill_text('sku_price_id') }}) as sku_ref,
        {{ bill_text('sku_meter') }} as sku_meter,
        {{ json_text('sku_price_details', ['GpuCount']) }} as gpu_count,
        {{ bill_text('region_id') }} as region,
        {{ bill_text('resource_id') }} as resource_ref,
        {{ bill_text('resource_type') }} as resource_type,
        {{ bill_text('commitment_discount_status') }} as commitment_discount_status,
        {{ bill_text('capacity_reservation_status') }} as capacity_reservation_status,
        {{ bill_text('consumed_quantity') }} as consumed_quantity,
        {{ bill_text('consumed_unit') }} as usage_unit,
        {{ bill_text('pricing_unit') }} as pricing_unit,
        {{ bill_text('invoice_id') }} as invoice_id,
        {{ bill_text('billed_cost') }} as billed_cost,
        {{ bill_text('effective_cost') }} as effective_cost,
        {{ bill_text('list_cost') }} as list_cost,
        {{ bill_text('tags') }} as line_tags,
        {{ bill_text('allocated_tags') }} as allocated_tags,
        {{ bill_text('billing_period_start') }} as period_start,
        {{ bill_text('charge_period_start') }} as charge_start,
        {{ bill_text('charge_period_end') }} as charge_end,
        {{ safe_timestamp('loaded_at') }} as delivered_at
    from bill
),

typed as (
    select
        cleaned.*,
        {{ charge_category('category') }} as charge_category,
        {{ safe_date('period_start') }} as period_date,
        {{ safe_timestamp('charge_start') }} as charge_start_at,
        {{ safe_timestamp('charge_end') }} as charge_end_at,
        {{ safe_number('consumed_quantity', 'quantity') }} as usage_quantity,
        {{ safe_number('billed_cost', 'money') }} as billed_amount,
        coalesce(
            {{ safe_number('effective_cost', 'precise') }}, {{ safe_number('billed_cost', 'precise') }}
        ) as fine_amount,
        {{ safe_number('list_cost', 'money') }} as list_amount,
        coalesce({{ cluster_of_tags('line_tags') }}, {{ cluster_of_resource('resource_ref') }}) as cluster_ref,
        case
            when allocated_tags is null and lower(resource_ref) like 'arn:aws%:eks:%:pod/%' then 'k8s_resplit'
            else {{ ai_overlap_class() }}
        end as ai_overlap_class
    from cleaned
),

final as (
    select
        'focus' as vendor,
        'focus_cost_and_usage' as source_table,
        coalesce(billing_account_ref, '') as source_account,
        cast(null as {{ type_of('text') }}) as source_record_id,
        coalesce(period_date, {{ month_start('charge_start_at') }}) as slice_period,
        cast(delivered_at as {{ type_of('text') }}) as slice_batch,
        -- the whole bill follows its issuer: a marketplace line on Google's bill has another provider
        coalesce(lower(coalesce(issuer, provider)) like 'google%', false) as is_append_only,
        provider,
        billing_account_ref,
        case when ai_overlap_class = 'k8s_resplit' then coalesce(cluster_ref, sub_account_id) else sub_account_id end
            as sub_account_ref,
        service_name, service_category, sku_ref, region, resource_ref, charge_category, charge_class,
        charge_description,
        -- an unused capacity reservation is idle capacity like an unused commitment
        case
            when 'Unused' in (commitment_discount_status, capacity_reservation_status) then 'Unused'
            else coalesce(commitment_discount_status, capacity_reservation_status)
        end as commitment_status,
        ai_overlap_class,
        ai_overlap_class not in ('gateway_reexport', 'k8s_resplit') as is_additive,
        {{ bill_tag('customer') }} as customer_ref,
        {{ bill_tag('feature') }} as feature_ref,
        {{ bill_tag('environment') }} as environment,
        coalesce({{ bill_tag('pool') }}, 'k8s:' || cluster_ref) as pool_ref,
        coalesce(allocated_tags, line_tags) as tags,
        usage_quantity,
        usage_unit,
        billed_amount,
        cast(fine_amount as {{ type_money() }}) as effective_amount,
        {{ money_remainder('fine_amount') }} as rounding_amount,
        list_amount,
        upper(currency) as currency_code,
        charge_start_at,
        charge_end_at,
        invoice_id as invoice_native_id,
        delivered_at as source_updated_at,
        delivered_at as loaded_at,
        case when charge_category = 'Tax' then 'tax' end as exclusion_reason,
        {{ row_issue([
            ('BilledCost', 'billed_cost', 'billed_amount'),
            ('EffectiveCost', 'effective_cost', safe_number('effective_cost', 'precise')),
            ('ListCost', 'list_cost', 'list_amount'), ('ConsumedQuantity', 'consumed_quantity', 'usage_quantity'),
            ('BillingPeriodStart', 'period_start', 'period_date', 'a time'),
            ('ChargePeriodStart', 'charge_start', 'charge_start_at', 'a time'),
            ('ChargePeriodEnd', 'charge_end', 'charge_end_at', 'a time'),
            ('ChargeCategory', 'category', 'charge_category', 'Usage, Purchase, Tax, Credit or Adjustment')
        ]) }} as row_issue
    from typed
)

select * from final
