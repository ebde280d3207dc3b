-- Grain: one row per raw row of `credit_ledger_entries`. units: credits, positive = the balance grew; money_amount:
-- units at the cost that the customer paid per credit, same sign, zero for promotional blocks. Entries that are not
-- committed yet carry an exclusion_reason and an id of their own, so that they never contest the committed entry.

with entries as (

    select * from {{ ref('stg_orb__ledger_versions') }}

),

blocks as (

    select * from {{ ref('stg_orb__credit_blocks') }}

),

prices as (

    select * from {{ ref('stg_orb__price_list') }}

),

mapped as (

    select
        'orb' as vendor,
        'credit_ledger_entries' as source_table,
        '' as source_account,
        case
            when entries.entry_status = 'pending' then entries.id || '|pending'
            else entries.id
        end as source_record_id,
        coalesce(entries.customer_native_id, blocks.customer_native_id) as customer_native_id,
        entries.grant_native_id,
        entries.entry_type,
        entries.units,
        {{ units_at_cost('entries.units', 'coalesce(entries.stated_unit_cost, blocks.unit_cost, 0)') }} as money_amount,
        blocks.currency_code,
        entries.price_native_id,
        prices.feature_ref,
        entries.invoice_native_id,
        entries.occurred_at,
        entries.loaded_at as source_updated_at,
        entries.loaded_at,
        case when entries.entry_status = 'pending' then 'pending' end as exclusion_reason,
        entries.row_issue
    from entries
    left join blocks on entries.grant_native_id = blocks.grant_native_id
    left join prices on entries.price_native_id = prices.price_native_id

)

select
    {{ contract_columns('credit_entries') }}
from mapped
