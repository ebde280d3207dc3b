-- Grain: one row per hour, day, week or month, combination of dimensions and reading of CloudZero's costs, in the
-- columns of canonical infra_cost_lines. US dollars: effective_amount from an amortized cost type, billed_amount from a
-- billed one. A later reading of a day replaces the earlier one, because a new tag rewrites history. Kept but not
-- counted: tax, and readings in another cost type or granularity, which are the same money: of a day where the month
-- is best read by day or hour (a loader that changes its cost type leaves the earlier days), else of the whole month.
-- Refused: cost types that leave out a part of the bill (real_cost) or are no cost (on_demand).
{% set wanted = ['discounted_amortized/', 'amortized/', 'billed/', 'discounted/', '/daily', '/hourly', '/all'] %}

with costs as (
    {{ raw_rows('cloudzero', 'cloudzero_billing_costs', {
        'usage_date': 'timestamp', 'cost': 'number', '_cost_type': 'text', '_granularity': 'text', '_filters': 'json',
        '_synced_at': 'timestamp', 'CZ:CloudProvider': 'text', 'CZ:PayerAccount': 'text', 'CZ:Account': 'text',
        'CZ:Service': 'text', 'CZ:Region': 'text', 'CZ:UsageType': 'text', 'CZ:Defined:BillingLineItem': 'text',
        'CZ:Defined:Category': 'text', 'CZ:K8s:Cluster': 'text', 'CZ:K8s:Namespace': 'text', 'CZ:Tag:customer': 'text',
        'CZ:Tag:feature': 'text', 'CZ:Tag:environment': 'text', 'CZ:Tag:pool': 'text', 'User:Defined:Customer': 'text',
        'User:Defined:Feature': 'text'
    }) }}
),

cleaned as (
    select
        {{ cloud_name(bill_dimension('cz_cloud_provider')) }} as provider,
        {{ bill_dimension('cz_payer_account') }} as billing_account_ref,
        {{ bill_dimension('cz_account') }} as sub_account_ref,
        {{ bill_dimension('cz_service') }} as service_name,
        {{ bill_dimension('cz_defined_category') }} as service_category,
        {{ bill_dimension('cz_usage_type') }} as sku_meter,
        {{ bill_dimension('cz_region') }} as region,
        {{ bill_dimension('cz_defined_billing_line_item') }} as line_kind,
        {{ bill_dimension('cz_k8s_cluster') }} as cluster_ref,
        {{ bill_dimension('cz_k8s_namespace') }} as namespace_ref,
        cz_k8s_namespace is not null as is_split_by_namespace,
        coalesce(
            {{ bill_dimension('cz_tag_customer') }}, {{ bill_dimension('user_defined_customer') }}
        ) as tag_customer,
        coalesce({{ bill_dimension('cz_tag_feature') }}, {{ bill_dimension('user_defined_feature') }}) as feature_ref,
        {{ bill_dimension('cz_tag_environment') }} as environment,
        {{ bill_dimension('cz_tag_pool') }} as tag_pool,
        lower(trim(cost_type)) as cost_type,
        lower(trim(granularity)) as granularity,
        case when trim(filters) in ('', '{}', '[]', 'null') then null else trim(filters) end as filters,
        usage_date as raw_usage_date,
        cost,
        {{ safe_timestamp('usage_date') }} as charge_start_at,
        {{ safe_number('cost', 'precise') }} as fine_amount,
        {{ safe_timestamp('synced_at') }} as read_at
    from costs
),

classed as (
    select
        cleaned.*,
        '' as source_account,
        {{ utc_date('charge_start_at') }} as charge_date,
        {{ month_start('charge_start_at') }} as usage_date,
        granularity in ('daily', 'hourly') as is_by_day,
        cast(fine_amount as {{ type_money() }}) as amount,
        coalesce(cost_type, '') || '/' || coalesce(granularity, '')
            || case when filters is null then '/all' else '/filtered' end as grouping_set,
        {{ bill_word('line_kind') }} as kind_word,
        {{ ai_overlap_class(absent=[
            'publisher', 'service_subcategory', 'resource_ref', 'resource_type', 'usage_unit', 'pricing_unit',
            'gpu_count'
        ]) }} as ai_overlap_class
    from cleaned
),

chosen as (
    select
        classed.*,
        {{ preferred_grouping(wanted) }} as grouping_of_month,
        {{ preferred_grouping(wanted, period=['charge_date', 'is_by_day']) }} as grouping_of_day
    from classed
),

mapped as (
    select
        'cloudzero' as vendor,
        'cloudzero_billing_costs' as source_table,
        grouping_set || coalesce(' ' || filters, '') as source_account,
        charge_date as slice_period,
        cast(read_at as {{ type_of('text') }}) as slice_batch,
        false as is_append_only,
        provider, billing_account_ref, sub_account_ref, service_name, service_category, region,
        sku_meter as sku_ref,
        {{ tool_charge_category('kind_word') }} as charge_category,
        line_kind as charge_description,
        case when kind_word like '%vacancy%' or kind_word like '%unused%' then 'Unused' end as commitment_status,
        ai_overlap_class,
        ai_overlap_class not in ('gateway_reexport', 'k8s_resplit') as is_additive,
        coalesce(tag_customer, namespace_ref) as customer_ref,
        feature_ref,
        environment,
        -- a cluster that CloudZero has split by namespace needs no other keys
        coalesce(tag_pool, case when not is_split_by_namespace then 'k8s:' || cluster_ref end) as pool_ref,
        case when cost_type in ('billed', 'discounted') then amount end as billed_amount,
        case when cost_type like '%amortized' then amount end as effective_amount,
        {{ money_remainder('fine_amount') }} as rounding_amount,
        'USD' as currency_code,
        charge_start_at,
        case granularity
            when 'daily' then {{ date_add_days('charge_date', 1) }}
            when 'weekly' then {{ date_add_days('charge_date', 7) }}
            when 'monthly' then {{ date_add_months('charge_date', 1) }}
        end as charge_end_at,
        read_at as source_updated_at,
        read_at as loaded_at,
        case
            when grouping_set <> case
                when is_by_day and (grouping_of_month like '%/daily/%' or grouping_of_month like '%/hourly/%')
                    then grouping_of_day
                else grouping_of_month
            end then 'other_grouping_set'
            when {{ tool_charge_category('kind_word') }} = 'Tax' then 'tax'
        end as exclusion_reason,
        coalesce(
            {{ row_issue([
                ('cost', 'cost', 'fine_amount'), ('usage_date', 'raw_usage_date', 'charge_start_at', 'a time')
            ]) }},
            case
                when cost_type is null or granularity is null
                    then '_cost_type and _granularity: missing; stamp what was asked for on each row'
                when cost_type in ('billed', 'discounted') or cost_type like '%amortized' then null
                else '_cost_type: "' || cost_type || '" is not the whole cost; ask for discounted_amortized'
            end
        ) as row_issue
    from chosen
)

select {{ contract_columns('infra_cost_lines', absent=[
    'source_record_id', 'resource_ref', 'charge_class', 'tags', 'usage_quantity', 'usage_unit', 'list_amount',
    'invoice_native_id'
]) }}
from mapped
