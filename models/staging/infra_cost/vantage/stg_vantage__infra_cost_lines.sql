-- Grain: one row per day (or hour, week, month), combination of groupings and reading of Vantage's costs. Amounts in
-- the currency of the row: effective_amount where commitments are amortized, billed_amount where they are not. A later
-- reading of a month replaces the earlier one. Kept but not counted: tax, and readings of a provider's month with
-- another basis or other groupings, which are the same money. Not additive: rows of Kubernetes, which split the
-- cost of machines that a cloud charges. Refused: readings that leave out discounts, credits or refunds, or that are
-- not grouped by provider, because they cannot be told from another reading of the same money.
with costs as (
    {{ raw_rows('vantage', 'vantage_costs', {
        'accrued_at': 'timestamp', 'amount': 'number', 'currency': 'text', 'provider': 'text',
        'billing_account_id': 'text', 'account_id': 'text', 'service': 'text', 'cost_category': 'text',
        'cost_subcategory': 'text', 'region': 'text', 'resource_id': 'text', 'tags': 'json', 'usage': 'json',
        '_charge_type': 'text', '_settings': 'json', '_synced_at': 'timestamp'
    }) }}
),

with_settings as (
    {{ json_columns('costs', 'settings', {
        'asked_amortize': ['amortize'], 'asked_credits': ['include_credits'], 'asked_discounts': ['include_discounts'],
        'asked_refunds': ['include_refunds'], 'asked_bin': ['date_bin'], 'asked_filter': ['filter'],
        'asked_groupings': ['groupings']
    }) }}
),

with_usage as (
    {{ json_columns('with_settings', 'usage', {'used': ['amount'], 'used_unit': ['unit']}) }}
),

cleaned as (
    select
        {{ cloud_name(bill_dimension('provider')) }} as provider,
        {{ bill_dimension('billing_account_id') }} as billing_account_ref,
        {{ bill_dimension('account_id') }} as account_ref,
        {{ bill_dimension('service') }} as service_name,
        {{ bill_dimension('cost_category') }} as service_category,
        {{ bill_dimension('cost_subcategory') }} as sku_meter,
        {{ bill_dimension('region') }} as region,
        {{ bill_dimension('resource_id') }} as resource_ref,
        {{ bill_dimension('charge_type') }} as charge_kind,
        tags,
        amount,
        accrued_at,
        {{ bill_dimension('currency') }} as currency,
        used_unit as usage_unit,
        {{ safe_number('used', 'quantity') }} as usage_quantity,
        {{ safe_timestamp('accrued_at') }} as charge_start_at,
        {{ safe_number('amount', 'precise') }} as fine_amount,
        coalesce(lower(asked_amortize), 'true') = 'true' as is_amortized,
        coalesce(lower(asked_bin), 'day') as bin,
        asked_filter,
        asked_groupings,
        case
            when settings is null then '_settings: missing; stamp the settings of the request on each row'
            {%- for part, answer in [
                ('discounts', "coalesce(lower(asked_discounts), 'true')"),
                ('credits', "coalesce(lower(asked_credits), 'false')"),
                ('refunds', "coalesce(lower(asked_refunds), 'false')")
            ] %}
            when {{ answer }} <> 'true'
                then '_settings: include_{{ part }} is off; without {{ part }} the rows do not sum to the bill'
            {%- endfor %}
            when coalesce(asked_groupings, '') <> '' and lower(asked_groupings) not like '%provider%'
                then '_settings: groupings lack provider; without it one bill is read twice'
        end as settings_issue,
        {{ safe_timestamp('synced_at') }} as read_at
    from with_usage
),

classed as (
    select
        cleaned.*,
        coalesce(provider, '') as source_account,
        {{ utc_date('charge_start_at') }} as charge_date,
        {{ month_start('charge_start_at') }} as usage_date,
        cast(fine_amount as {{ type_money() }}) as amount_in_money,
        case when settings_issue is null then 'whole/' else 'part/' end
            || case when is_amortized then 'amortized/' else 'cash/' end || bin
            || case when coalesce(asked_filter, '') = '' then '/all/' else '/filtered/' end
            || coalesce(asked_groupings, '') as grouping_set,
        {{ bill_word('charge_kind') }} as kind_word,
        {{ ai_overlap_class(absent=[
            'publisher', 'service_subcategory', 'resource_type', 'pricing_unit', 'gpu_count'
        ]) }} as ai_overlap_class
    from cleaned
),

mapped as (
    select
        'vantage' as vendor,
        'vantage_costs' as source_table,
        source_account || '/' || grouping_set || coalesce(' ' || nullif(asked_filter, ''), '') as source_account,
        usage_date as slice_period,
        cast(read_at as {{ type_of('text') }}) as slice_batch,
        false as is_append_only,
        provider, billing_account_ref, service_name, service_category, region, resource_ref, tags,
        case when ai_overlap_class = 'k8s_resplit' then service_name else account_ref end as sub_account_ref,
        sku_meter as sku_ref,
        {{ tool_charge_category('kind_word') }} as charge_category,
        charge_kind as charge_description,
        case when kind_word like '%unused%' then 'Unused' end as commitment_status,
        ai_overlap_class,
        ai_overlap_class not in ('gateway_reexport', 'k8s_resplit') as is_additive,
        {{ listed_tag('tags', 'customer') }} as customer_ref,
        {{ listed_tag('tags', 'feature') }} as feature_ref,
        {{ listed_tag('tags', 'environment') }} as environment,
        coalesce({{ listed_tag('tags', 'pool') }}, 'k8s:' || {{ cluster_of_tags('tags') }}) as pool_ref,
        usage_quantity, usage_unit,
        case when not is_amortized then amount_in_money end as billed_amount,
        case when is_amortized then amount_in_money end as effective_amount,
        {{ money_remainder('fine_amount') }} as rounding_amount,
        upper(currency) as currency_code,
        charge_start_at,
        case bin
            when 'day' then {{ date_add_days('charge_date', 1) }}
            when 'week' then {{ date_add_days('charge_date', 7) }}
            when 'month' then {{ date_add_months('charge_date', 1) }}
        end as charge_end_at,
        read_at as source_updated_at,
        read_at as loaded_at,
        case
            when grouping_set <> {{ preferred_grouping(
                ['whole/', 'amortized/', 'tag:customer', 'tag:', 'resource_id', '/day/', '/hour/', '/all/']
            ) }} then 'other_grouping_set'
            when {{ tool_charge_category('kind_word') }} = 'Tax' then 'tax'
        end as exclusion_reason,
        coalesce(
            {{ row_issue([
                ('amount', 'amount', 'fine_amount'), ('accrued_at', 'accrued_at', 'charge_start_at', 'a time')
            ]) }},
            settings_issue
        ) as row_issue
    from classed
)

select {{ contract_columns('infra_cost_lines', absent=[
    'source_record_id', 'charge_class', 'list_amount', 'invoice_native_id'
]) }}
from mapped
