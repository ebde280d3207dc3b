-- Grain: one row per line of a bill that was sent to CloudZero in Common Bill Format, and drop, in the columns of
-- canonical infra_cost_lines. US dollars: effective_amount is the discounted amortized cost, where blank the amortized,
-- the discounted, the billed one, as CloudZero reads it; 0 stays 0. A later drop of a provider's month replaces the
-- earlier one. Kept but not counted: tax.
with drops as (
    {{ raw_rows('cloudzero', 'cbf_drop', {
        'time/usage_start': 'timestamp', 'lineitem/type': 'text', 'lineitem/description': 'text',
        'lineitem/cloud_provider': 'text', 'resource/id': 'text', 'resource/service': 'text',
        'resource/account': 'text', 'resource/region': 'text', 'resource/tag:customer': 'text',
        'resource/tag:feature': 'text', 'resource/tag:environment': 'text', 'resource/tag:pool': 'text',
        'action/usage_type': 'text', 'usage/amount': 'number', 'usage/units': 'text', 'cost/cost': 'number',
        'cost/discounted_cost': 'number', 'cost/amortized_cost': 'number', 'cost/discounted_amortized_cost': 'number',
        'cost/on_demand_cost': 'number', 'bill/invoice_id': 'text', 'k8s/cluster': 'text', 'k8s/namespace': 'text',
        '_loaded_at': 'timestamp'
    }) }}
),

typed as (
    select
        drops.*,
        {{ cloud_name(bill_dimension('lineitem_cloud_provider')) }} as provider,
        {{ bill_text('resource_service') }} as service_name,
        {{ bill_text('resource_id') }} as resource_ref,
        {{ bill_text('action_usage_type') }} as sku_meter,
        {{ bill_text('usage_units') }} as usage_unit,
        coalesce({{ bill_text('lineitem_type') }}, 'Usage') as line_kind,
        {{ bill_dimension('k8s_namespace') }} as namespace_ref,
        {{ safe_timestamp('time_usage_start') }} as charge_start_at,
        {{ safe_number('usage_amount', 'quantity') }} as usage_quantity,
        {{ safe_number('cost_cost', 'precise') }} as billed,
        {{ safe_number('cost_discounted_cost', 'precise') }} as discounted,
        {{ safe_number('cost_amortized_cost', 'precise') }} as amortized,
        {{ safe_number('cost_discounted_amortized_cost', 'precise') }} as discounted_amortized,
        {{ safe_number('cost_on_demand_cost', 'money') }} as list_amount,
        {{ safe_timestamp('loaded_at') }} as dropped_at
    from drops
),

classed as (
    select
        typed.*,
        {{ bill_word('line_kind') }} as kind_word,
        coalesce(discounted_amortized, amortized, discounted, billed) as fine_amount,
        {{ ai_overlap_class(absent=[
            'publisher', 'service_category', 'service_subcategory', 'billing_account_ref', 'resource_type',
            'pricing_unit', 'gpu_count'
        ]) }} as ai_overlap_class
    from typed
),

mapped as (
    select
        'cloudzero' as vendor,
        'cbf_drop' as source_table,
        coalesce(provider, '') as source_account,
        {{ month_start('charge_start_at') }} as slice_period,
        cast(dropped_at as {{ type_of('text') }}) as slice_batch,
        false as is_append_only,
        provider,
        {{ bill_text('resource_account') }} as sub_account_ref,
        service_name,
        sku_meter as sku_ref,
        {{ bill_text('resource_region') }} as region,
        resource_ref,
        {{ tool_charge_category('kind_word') }} as charge_category,
        coalesce({{ bill_text('lineitem_description') }}, line_kind) as charge_description,
        case when kind_word like '%vacancy%' then 'Unused' end as commitment_status,
        ai_overlap_class,
        ai_overlap_class not in ('gateway_reexport', 'k8s_resplit') as is_additive,
        coalesce({{ bill_dimension('resource_tag_customer') }}, namespace_ref) as customer_ref,
        {{ bill_dimension('resource_tag_feature') }} as feature_ref,
        {{ bill_dimension('resource_tag_environment') }} as environment,
        coalesce(
            {{ bill_dimension('resource_tag_pool') }},
            case when k8s_namespace is null then 'k8s:' || {{ bill_dimension('k8s_cluster') }} end
        ) as pool_ref,
        usage_quantity,
        usage_unit,
        cast(billed as {{ type_money() }}) as billed_amount,
        cast(fine_amount as {{ type_money() }}) as effective_amount,
        {{ money_remainder('fine_amount') }} as rounding_amount,
        list_amount,
        'USD' as currency_code,
        charge_start_at,
        {{ bill_text('bill_invoice_id') }} as invoice_native_id,
        dropped_at as source_updated_at,
        dropped_at as loaded_at,
        case when {{ tool_charge_category('kind_word') }} = 'Tax' then 'tax' end as exclusion_reason,
        {{ row_issue([
            ('time/usage_start', 'time_usage_start', 'charge_start_at', 'a time'), ('cost/cost', 'cost_cost', 'billed'),
            ('cost/discounted_cost', 'cost_discounted_cost', 'discounted'),
            ('cost/amortized_cost', 'cost_amortized_cost', 'amortized'),
            ('cost/discounted_amortized_cost', 'cost_discounted_amortized_cost', 'discounted_amortized'),
            ('cost/on_demand_cost', 'cost_on_demand_cost', 'list_amount')
        ]) }} as row_issue
    from classed
)

select {{ contract_columns('infra_cost_lines', absent=[
    'source_record_id', 'billing_account_ref', 'service_category', 'charge_class', 'tags', 'charge_end_at'
]) }}
from mapped
