-- Grain: one segment of the access schedule of one raw row of `contracts_balances`; the first stands for the raw row, a
-- balance without segments is one row. granted_units: units of the credit, major units where it is money; paid_amount
-- and unit_cost_basis: money, zero for free credits, null where those have no currency. Postpaid commits are a promise
-- to buy, no credit, and are left out like rows of older snapshots and of the sandbox. A prepaid commit of which nobody
-- says what was paid is named.

with balance_rows as (

    {{ metronome_rows('contracts_balances', {
        'id': 'text', 'customer_id': 'text', 'type': 'text', 'priority': 'number', 'access_schedule': 'json',
        'rollover_fraction': 'number', 'applicable_product_ids': 'json', 'applicable_product_tags': 'json',
        'updated_at': 'timestamp',
    }, is_snapshot=true) }}

),

balances as (

    select * from {{ ref('stg_metronome__balances') }}

),

{% set kept = [
    'id', 'customer_id', 'type', 'priority', 'rollover_fraction', 'applicable_product_ids', 'applicable_product_tags',
    'source_account', 'left_out', 'version_suffix', 'loaded_at',
] %}
scheduled as (

    {{ json_explode('balance_rows', 'access_schedule', ['schedule_items'], kept) }}

),

segments as (

    select * from scheduled
    union all
    select {{ kept | join(', ') }}, null as element, 0 as ordinal
    from balance_rows
    where coalesce({{ json_array_length('access_schedule', ['schedule_items']) }}, 0) = 0

),

measured as (

    select
        segments.*,
        balances.unit_cost,
        balances.credit_unit,
        balances.currency_code,
        balances.factor,
        lower(segments.type) as balance_type,
        {{ json_text('segments.element', ['id']) }} as segment_id,
        {{ json_text('segments.element', ['amount']) }} as stated_amount,
        {{ json_text('segments.element', ['date']) }} as stated_start,
        {{ json_text('segments.element', ['end_date']) }} as stated_end,
        {{ scaled_money(json_text('segments.element', ['amount']), 'balances.factor') }} as granted_units
    from segments
    left join balances on segments.id = balances.balance_id

),

mapped as (

    select
        'metronome' as vendor,
        case when ordinal = 0 then 'contracts_balances' else 'contracts_balances.segments' end as source_table,
        source_account,
        id || '|' || coalesce(segment_id, cast(ordinal as {{ type_of('text') }})) || version_suffix as source_record_id,
        customer_id as customer_native_id,
        case when unit_cost > 0 then 'paid' else 'promotional' end as grant_kind,
        granted_units,
        credit_unit,
        case
            when currency_code is not null or unit_cost <> 0 then {{ units_at_cost('granted_units', 'unit_cost') }}
        end as paid_amount,
        case when currency_code is not null or unit_cost <> 0 then unit_cost end as unit_cost_basis,
        currency_code,
        {{ safe_timestamp('stated_start') }} as effective_at,
        {{ safe_timestamp('stated_end') }} as expires_at,
        {{ safe_number('priority', 'count') }} as priority,
        {{ safe_number('rollover_fraction', 'quantity') }} > 0 as rolls_over,
        coalesce(
            {{ json_text('applicable_product_ids', [0]) }}, {{ json_text('applicable_product_tags', [0]) }}
        ) as scope_ref,
        loaded_at as source_updated_at,
        loaded_at,
        case
            when left_out is not null then left_out
            when balance_type = 'postpaid' then 'postpaid_commitment'
        end as exclusion_reason,
        case
            when element is null then 'access_schedule: no segment can be read'
            when balance_type = 'prepaid' and unit_cost is null then 'cost_basis: nobody says what was paid'
            when factor is null then 'access_schedule: the unit was not landed'
            else {{ row_issue([
                ('amount', 'stated_amount', 'granted_units'),
                ('date', 'stated_start', safe_timestamp('stated_start'), 'a time'),
                ('end_date', 'stated_end', safe_timestamp('stated_end'), 'a time'),
            ]) }}
        end as row_issue
    from measured

)

select
    {{ contract_columns('credit_grants') }}
from mapped
