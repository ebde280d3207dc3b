-- Grain: one row per aggregate value of a Kubecost or OpenCost allocation, window and reading. effective_amount: cost
-- of the workload inside the cluster in the currency of the request, without what the tool adds from outside it. A
-- later reading of a window replaces the earlier one, value by value. Never additive by itself: it splits node cost
-- that a cloud bill holds; the corridor takes it as money only where no cloud bill does. Kept but not counted: rows
-- of a second aggregation, which are the same money.
-- Cost that the tool spreads over workloads (sharedCost: the cluster's fee, shared namespaces) stays in: without it
-- the rows would not sum to the cluster. What a request hides or invents is refused: idle left out or pushed onto
-- workloads, and a flat amount on top.
with allocations as (
    {{ raw_rows('kubecost', 'kubecost_allocation', {
        'key': 'text', 'window_start': 'timestamp', 'window_end': 'timestamp', 'properties': 'json',
        'totalCost': 'number', 'externalCost': 'number', 'cpuCoreHours': 'number', '_aggregate': 'text',
        '_settings': 'json', '_synced_at': 'timestamp'
    }) }}
),

with_properties as (
    {{ json_columns('allocations', 'properties', {
        'cluster': ['cluster'], 'namespace': ['namespace'], 'instance': ['providerID'],
        'pod_customer': ['labels', 'customer'], 'namespace_customer': ['namespaceLabels', 'customer'],
        'pod_feature': ['labels', 'feature'], 'namespace_feature': ['namespaceLabels', 'feature'],
        'pod_environment': ['labels', 'environment'], 'namespace_environment': ['namespaceLabels', 'environment'],
        'pod_pool': ['labels', 'pool'], 'namespace_pool': ['namespaceLabels', 'pool']
    }) }}
),

with_settings as (
    {{ json_columns('with_properties', 'settings', {
        'currency': ['currency'], 'asked_idle': ['idle'], 'asked_share_idle': ['shareIdle'],
        'asked_flat_cost': ['shareCost']
    }) }}
),

typed as (
    select
        with_settings.*,
        -- one place for all clusters: an aggregation names a cluster on some of its rows only
        '' as source_account,
        {{ safe_date('window_start') }} as usage_date,
        {{ safe_timestamp('window_start') }} as charge_start_at,
        {{ safe_timestamp('window_end') }} as charge_end_at,
        {{ safe_number('total_cost', 'precise') }} as total_amount,
        coalesce({{ safe_number('external_cost', 'precise') }}, 0) as external_amount,
        case
            when settings is null then '_settings: missing; stamp the settings of the request on each row'
            when coalesce(lower(asked_idle), '') <> 'true'
                then '_settings: idle is not true; without idle capacity the rows do not sum to the cluster'
            when coalesce(lower(asked_share_idle), 'false') <> 'false'
                then '_settings: shareIdle is not false; customers would pay for idle capacity'
            when coalesce({{ safe_number('asked_flat_cost', 'precise') }}, 0) <> 0
                then '_settings: shareCost adds an amount that the cluster did not cost'
        end as settings_issue,
        {{ safe_timestamp('synced_at') }} as read_at,
        {{ text_match('key', '(__idle__)') }} is not null as is_idle
    from with_settings
),

asked as (
    select
        typed.*,
        cast(total_amount - external_amount as {{ type_of('precise') }}) as fine_amount,
        case when settings_issue is null then 'whole ' else 'part ' end || coalesce(aggregate, '') as grouping_set
    from typed
),

chosen as (
    select
        asked.*,
        {{ preferred_grouping(
            ['whole ', 'label', 'controller', 'deployment', 'namespace', 'pod']
        ) }} as counted_grouping
    from asked
),

mapped as (
    select
        'kubecost' as vendor,
        'kubecost_allocation' as source_table,
        coalesce(cluster, '') as source_account,
        {{ surrogate_key(['aggregate', 'charge_start_at', 'key']) }} as source_record_id,
        usage_date as slice_period,
        'readings' as slice_batch,
        false as is_append_only,
        'Kubernetes' as provider,
        cluster as sub_account_ref,
        'kubernetes' as service_name,
        'Compute' as service_category,
        instance as resource_ref,
        'Usage' as charge_category,
        key as charge_description,
        'k8s_resplit' as ai_overlap_class,
        false as is_additive,
        coalesce(
            {{ reference_text('pod_customer') }}, {{ reference_text('namespace_customer') }},
            {{ bill_dimension('namespace') }}
        ) as customer_ref,
        coalesce({{ reference_text('pod_feature') }}, {{ reference_text('namespace_feature') }}) as feature_ref,
        coalesce(
            {{ reference_text('pod_environment') }}, {{ reference_text('namespace_environment') }}
        ) as environment,
        case
            when is_idle then 'idle'
            else coalesce({{ reference_text('pod_pool') }}, {{ reference_text('namespace_pool') }})
        end as pool_ref,
        properties as tags,
        {{ safe_number('cpu_core_hours', 'quantity') }} as usage_quantity,
        'core hours' as usage_unit,
        cast(fine_amount as {{ type_money() }}) as effective_amount,
        {{ money_remainder('fine_amount') }} as rounding_amount,
        upper(trim(currency)) as currency_code,
        charge_start_at,
        charge_end_at,
        read_at as source_updated_at,
        read_at as loaded_at,
        case when grouping_set <> counted_grouping then 'other_grouping_set' end as exclusion_reason,
        coalesce(
            {{ row_issue([
                ('totalCost', 'total_cost', 'total_amount'),
                ('window_start', 'window_start', 'charge_start_at', 'a time'),
                ('window_end', 'window_end', 'charge_end_at', 'a time')
            ]) }},
            settings_issue
        ) as row_issue
    from chosen
),

final as (
    select {{ contract_columns('infra_cost_lines', absent=[
        'billing_account_ref', 'sku_ref', 'region', 'charge_class', 'commitment_status', 'billed_amount',
        'list_amount', 'invoice_native_id'
    ]) }}
    from mapped
)

select * from final
