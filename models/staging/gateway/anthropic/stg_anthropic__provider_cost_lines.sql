-- Grain: one row per line of Anthropic's cost report and pull: day, workspace and description as far as grouped.
-- amount is in the row's currency (US dollars); the report states CENTS as decimal text. A newer pull of a day
-- replaces the older one. Kept but not counted: lines of another group_by than the most detailed one of the day.
-- The description is never parsed: it has been seen to name another model than the model column. Without it a line
-- is of no kind: it stands for all there is. Priority Tier is never here: its commitment is a manual cost.
with costs as (
    {{ raw_rows('anthropic', 'anthropic_cost_report', {
        'bucket_start': 'text', 'amount': 'text', 'currency': 'text', 'description': 'text', 'cost_type': 'text',
        'model': 'text', 'token_type': 'text', 'service_tier': 'text', 'context_window': 'text',
        'inference_geo': 'text', 'speed': 'text',
        'workspace_id': 'text', 'grouping_set': 'text', 'organization_id': 'text', 'loaded_at': 'timestamp'
    }) }}
),

typed as (
    select
        costs.*,
        coalesce(organization_id, '') as source_account,
        {{ utc_date(utc_from_text('bucket_start')) }} as usage_date,
        cast(
            {{ safe_number('amount', 'fine_money') }} * cast(0.01 as {{ type_decimal(2, 2) }})
            as {{ type_of('precise') }}
        ) as fine_amount,
        {{ safe_timestamp('loaded_at') }} as pulled_at
    from costs
),

compared as (
    select
        typed.*,
        {{ preferred_grouping(['description', 'workspace_id']) }} as counted_grouping
    from typed
),

final as (
    select
        'anthropic' as vendor,
        'anthropic_cost_report' as source_table,
        source_account,
        -- the amount is part of the id: lines that differ in a dimension that was not landed are two lines
        {{ surrogate_key([
            'grouping_set', 'bucket_start', 'workspace_id', 'description', 'cost_type', 'model', 'token_type',
            'service_tier', 'context_window', 'inference_geo', 'speed', 'fine_amount'
        ]) }} as source_record_id,
        usage_date as slice_period,
        cast(pulled_at as {{ type_of('text') }}) as slice_batch,
        false as is_append_only,
        'anthropic' as provider,
        -- the default workspace has no id, which only says something where the pull was grouped by workspace
        coalesce(workspace_id, case when grouping_set like '%workspace_id%' then 'default' end) as provider_account_ref,
        cast(null as {{ type_of('text') }}) as api_key_ref,
        model,
        case
            when coalesce(token_type, cost_type, description) is null then null
            when token_type = 'uncached_input_tokens' then 'input'
            when token_type = 'cache_read_input_tokens' then 'cached_input'
            when token_type = 'cache_creation.ephemeral_5m_input_tokens' then 'cache_write'
            when token_type = 'cache_creation.ephemeral_1h_input_tokens' then 'cache_write_1h'
            when token_type = 'output_tokens' then 'output'
            else 'other'
        end as token_bucket,
        service_tier,
        description as line_item,
        case
            when coalesce(token_type, cost_type, description) is null then null
            when cost_type = 'tokens' then 'tokens'
            when cost_type in ('web_search', 'code_execution') then 'tool'
            else 'other'
        end as amount_kind,
        cast(null as {{ type_quantity() }}) as quantity,
        cast(null as {{ type_of('text') }}) as quantity_unit,
        cast(fine_amount as {{ type_money() }}) as amount,
        {{ money_remainder('fine_amount') }} as rounding_amount,
        upper(trim(currency)) as currency_code,
        usage_date,
        coalesce(grouping_set, '') as grouping_set,
        pulled_at as source_updated_at,
        pulled_at as loaded_at,
        case when coalesce(grouping_set, '') <> counted_grouping then 'other_grouping_set' end as exclusion_reason,
        {{ row_issue([
            ('bucket_start', 'bucket_start', 'usage_date', 'a time'), ('amount', 'amount', 'fine_amount')
        ]) }} as row_issue
    from compared
)

select * from final
