-- Grain: one charge that Datadog states: month x organisation x product x charge type of the bill, or month x
-- organisation x product x tag values of its attribution, as of one pull. cost: US dollars, assumed, since the APIs
-- name no currency. The same money stands there up to three times and exclusion_reason says what does not count:
-- parts beside their total, a row without tags beside rows with tags, and of bill and attribution the bill, where the
-- attribution of the month sums to it to the cent, else the attribution, which then leaves something out.
with bill as (
    {{ raw_rows('datadog', 'cost_by_org', {
        'attributes_date': 'timestamp', 'attributes_public_id': 'text', 'attributes_account_public_id': 'text',
        'attributes_charges': 'json', '_loaded_at': 'timestamp'
    }) }}
),

attribution as (
    {{ raw_rows('datadog', 'cost_monthly_attribution', {
        'attributes_month': 'timestamp', 'attributes_public_id': 'text', 'attributes_tags': 'json',
        'attributes_values': 'json', '_loaded_at': 'timestamp'
    }) }}
),

billed as (
    {{ json_explode('bill', 'attributes_charges', [], [
        'attributes_date', 'attributes_public_id', 'attributes_account_public_id', 'loaded_at'
    ], 'charge', 'place') }}
),

charges_of_bill as (
    {{ json_columns('billed', 'charge', {
        'product': ['product_name'], 'charge_type': ['charge_type'], 'cost_text': ['cost']
    }) }}
),

attributed as (
    {{ json_entries('attribution', 'attributes_values', [], [
        'attributes_month', 'attributes_public_id', 'attributes_tags', 'loaded_at'
    ], 'measure', 'cost_text') }}
),

-- a page that was fetched twice states a charge twice
stated as (
    select distinct
        'cost_by_org.charges' as source_table,
        attributes_public_id as organisation,
        coalesce(nullif(attributes_account_public_id, ''), attributes_public_id) as payer,
        {{ safe_date('attributes_date') }} as charge_month,
        product,
        charge_type,
        cast(null as {{ type_of('text') }}) as tags,
        cost_text,
        {{ safe_timestamp('loaded_at') }} as pulled_at
    from charges_of_bill
    union all
    select distinct
        'cost_monthly_attribution.values' as source_table,
        attributes_public_id as organisation,
        attributes_public_id as payer,
        {{ safe_date('attributes_month') }} as charge_month,
        replace(measure || '|', '_total_cost|', '') as product,
        'total' as charge_type,
        {{ reference_text('attributes_tags') }} as tags,
        cost_text,
        {{ safe_timestamp('loaded_at') }} as pulled_at
    from attributed
    where measure like '%_total_cost'
),

typed as (
    select
        stated.*,
        {{ safe_number('cost_text', 'precise') }} as cost,
        source_table = 'cost_by_org.charges' as is_bill,
        max(case when charge_type = 'total' then 1 else 0 end) over (
            partition by source_table, organisation, charge_month, pulled_at, product
        ) = 1 as has_total,
        max(case when tags is not null then 1 else 0 end) over (
            partition by source_table, organisation, charge_month, pulled_at, product
        ) = 1 as has_tags,
        dense_rank() over (
            partition by source_table, organisation, charge_month order by pulled_at desc nulls last
        ) = 1 as is_newest
    from stated
),

judged as (
    select
        typed.*,
        case
            when is_bill and has_total and charge_type <> 'total' then 'part_of_total'
            when not is_bill and has_tags and tags is null then 'total_of_tagged_rows'
        end as repetition
    from typed
),

compared as (
    select
        judged.*,
        sum(case when is_bill and is_newest and repetition is null then cost end)
            over (partition by charge_month) as billed_cost,
        sum(case when not is_bill and is_newest and repetition is null then cost end)
            over (partition by charge_month) as attributed_cost
    from judged
)

select
    {{ surrogate_key([
        'source_table', 'organisation', 'charge_month', 'product', 'charge_type', 'tags', 'cost_text', 'pulled_at'
    ]) }} as charge_key,
    source_table,
    organisation,
    payer,
    charge_month,
    product,
    charge_type,
    tags,
    cost_text,
    cost,
    pulled_at,
    case
        when repetition is not null then repetition
        when is_bill and abs(billed_cost - attributed_cost) < {{ decimal_literal('0.01') }} then 'told_by_tags'
        when not is_bill and abs(billed_cost - attributed_cost) >= {{ decimal_literal('0.01') }} then 'told_by_the_bill'
    end as exclusion_reason
from compared
