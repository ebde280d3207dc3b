-- Grain: one row per line of OpenAI's costs report and pull: day, project, key and line item as far as grouped.
-- amount is in the row's currency (US dollars), invoice-facing. A newer pull of a day replaces the older one.
-- Kept but not counted: lines of another group_by than the most detailed one of the day. Without line items a line
-- is of no kind: it stands for all there is. Whether credits and discounts are in the amount OpenAI does not say.
with costs as (
    {{ raw_rows('openai', 'openai_costs', {
        'bucket_start': 'integer', 'amount_value': 'number', 'amount_currency': 'text', 'line_item': 'text',
        'project_id': 'text', 'api_key_id': 'text', 'quantity': 'number', 'quantity_unit': 'text',
        'grouping_set': 'text', 'organization_id': 'text', 'loaded_at': 'timestamp'
    }) }}
),

typed as (
    select
        coalesce(organization_id, '') as source_account,
        bucket_start,
        {{ utc_date(utc_from_epoch_seconds('bucket_start')) }} as usage_date,
        coalesce(grouping_set, '') as grouping_set,
        project_id,
        api_key_id,
        line_item,
        -- `priority | gpt-5, cached input, long context`: an optional tier, the model, the piece, a remark
        {{ text_match('line_item', '^([^|]*[^| ]) *[|]') }} as tier,
        trim(
            case when line_item like '%|%' then {{ text_match('line_item', '[|](.*)$') }} else line_item end
        ) as untiered_item,
        amount_value,
        {{ safe_number('amount_value', 'precise') }} as fine_amount,
        upper(trim(amount_currency)) as currency_code,
        quantity,
        {{ safe_number('quantity', 'quantity') }} as line_quantity,
        quantity_unit,
        {{ safe_timestamp('loaded_at') }} as pulled_at
    from costs
),

parsed as (
    select
        typed.*,
        {{ text_match('untiered_item', '^([^ ,]+)[^,]*, *[^ ]') }} as model,
        lower({{ text_match('untiered_item', '^[^,]+, *([^,]+)') }}) as piece,
        {{ preferred_grouping(['line_item', 'project_id', 'api_key_id']) }} as counted_grouping
    from typed
),

bucketed as (
    select
        parsed.*,
        case
            when line_item is null then null
            when model is null then 'other'
            when piece like '%cached input' then 'cached_input'
            when piece like '%cache write%' then 'cache_write'
            when piece like '%input' then 'input'
            when piece like '%output' then 'output'
            else 'other'
        end as token_bucket
    from parsed
),

final as (
    select
        'openai' as vendor,
        'openai_costs' as source_table,
        source_account,
        -- amount and quantity are part of the id: lines that differ in a dimension that was not landed are two lines
        {{ surrogate_key([
            'grouping_set', 'bucket_start', 'project_id', 'api_key_id', 'line_item', 'fine_amount', 'line_quantity'
        ]) }} as source_record_id,
        usage_date as slice_period,
        cast(pulled_at as {{ type_of('text') }}) as slice_batch,
        false as is_append_only,
        'openai' as provider,
        project_id as provider_account_ref,
        api_key_id as api_key_ref,
        model,
        token_bucket,
        tier as service_tier,
        line_item,
        -- what names a model stands beside calls of it, in whatever unit it is charged
        case
            when line_item is null then null
            when token_bucket <> 'other' then 'tokens'
            when lower(line_item) like '%storage%' then 'storage'
            when lower(line_item) like '%tool call%' or lower(piece) like '%search%' or lower(piece) like '%session%'
                or (model is null and (lower(line_item) like '%search%' or lower(line_item) like '%session%'))
                then 'tool'
            when model is not null then 'tokens'
            when fine_amount < 0 and lower(line_item) like '%credit%' then 'credit'
            else 'other'
        end as amount_kind,
        line_quantity as quantity,
        quantity_unit,
        cast(fine_amount as {{ type_money() }}) as amount,
        {{ money_remainder('fine_amount') }} as rounding_amount,
        currency_code,
        usage_date,
        grouping_set,
        pulled_at as source_updated_at,
        pulled_at as loaded_at,
        case when grouping_set <> counted_grouping then 'other_grouping_set' end as exclusion_reason,
        {{ row_issue([
            ('bucket_start', 'bucket_start', 'usage_date', 'a time'), ('amount_value', 'amount_value', 'fine_amount'),
            ('quantity', 'quantity', 'line_quantity')
        ]) }} as row_issue
    from bucketed
)

select * from final
