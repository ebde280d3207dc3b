-- Grain: one row per raw row of `credit_blocks`. granted_units: credits; paid_amount and unit_cost_basis: money, zero
-- for promotional blocks and null for those of an unknown currency, of which there is no money. A block without a
-- stated maximum was granted what the ledger added to it. Blocks that wait for their payment carry an exclusion_reason.

with blocks as (

    {{ raw_rows('orb', 'credit_blocks', {
        'id': 'text', 'customer_id': 'text', 'currency': 'text', 'maximum_initial_balance': 'number',
        'credit_block_source': 'text', 'effective_date': 'timestamp', 'expiry_date': 'timestamp',
        'per_unit_cost_basis': 'text', 'filters': 'json', 'credit_allocation': 'json', 'status': 'text',
        'updated_at': 'timestamp',
    }) }}

),

block_costs as (

    select * from {{ ref('stg_orb__credit_blocks') }}

),

-- one row per block: what increments of the ledger added to it
increments as (

    select grant_native_id, sum(units) as granted_units
    from {{ ref('stg_orb__ledger_versions') }}
    where is_newest and entry_type = 'grant'
    group by grant_native_id

),

joined as (

    select
        blocks.*,
        block_costs.currency_code,
        coalesce({{ safe_number('blocks.per_unit_cost_basis', 'rate') }}, 0) as unit_cost,
        coalesce(
            {{ safe_number('blocks.maximum_initial_balance', 'quantity') }}, increments.granted_units
        ) as granted_units
    from blocks
    left join block_costs on blocks.id = block_costs.grant_native_id
    left join increments on blocks.id = increments.grant_native_id

),

measured as (

    select
        joined.*,
        currency_code is not null or unit_cost <> 0 as is_money
    from joined

),

mapped as (

    select
        'orb' as vendor,
        'credit_blocks' as source_table,
        '' as source_account,
        id as source_record_id,
        customer_id as customer_native_id,
        case when unit_cost > 0 then 'paid' else 'promotional' end as grant_kind,
        granted_units,
        currency as credit_unit,
        case when is_money then {{ units_at_cost('granted_units', 'unit_cost') }} end as paid_amount,
        case when is_money then unit_cost end as unit_cost_basis,
        currency_code,
        {{ safe_timestamp('effective_date') }} as effective_at,
        {{ safe_timestamp('expiry_date') }} as expires_at,
        null as priority,
        {{ safe_boolean(json_text('credit_allocation', ['allows_rollover'])) }} as rolls_over,
        {{ json_text('filters', [0, 'field']) }} as scope_ref,
        {{ safe_timestamp('updated_at') }} as source_updated_at,
        {{ safe_timestamp('updated_at') }} as loaded_at,
        case when status = 'pending_payment' then 'pending_payment' end as exclusion_reason,
        {{ row_issue([
            ('per_unit_cost_basis', 'per_unit_cost_basis', safe_number('per_unit_cost_basis', 'rate')),
            ('maximum_initial_balance', 'maximum_initial_balance', safe_number('maximum_initial_balance', 'quantity')),
            ('effective_date', 'effective_date', safe_timestamp('effective_date'), 'a time'),
            ('expiry_date', 'expiry_date', safe_timestamp('expiry_date'), 'a time'),
        ]) }} as row_issue
    from measured

)

select
    {{ contract_columns('credit_grants') }}
from mapped
