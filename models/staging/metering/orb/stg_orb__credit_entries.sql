-- Grain: one row per raw row of `credit_ledger_entries`. units: credits, positive = the balance grew; money_amount:
-- units at the cost that the customer paid per credit, same sign, zero for promotional blocks and null for those of an
-- unknown currency, of which there is no money. Used-up blocks may not be landed: an entry tells its own unit and cost.
-- The customer of a drawdown is who used what the credits paid for, where the lines of that price on the invoice name
-- one, else whose credits they are. Entries that are not committed yet carry an exclusion_reason and an id of their
-- own, so that they never contest the committed entry.

with entries as (

    select * from {{ ref('stg_orb__ledger_versions') }}

),

blocks as (

    select * from {{ ref('stg_orb__credit_blocks') }}

),

prices as (

    select * from {{ ref('stg_orb__price_list') }}

),

customers as (

    {{ newest_rows(
        'orb', 'customers', ['id'], {'id': 'text', 'currency': 'text', 'updated_at': 'timestamp'}, 'updated_at'
    ) }}

),

currencies as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

users as (

    select
        invoice_native_id,
        price_native_id,
        case when count(distinct user_native_id) = 1 then min(user_native_id) end as user_native_id,
        case when count(distinct feature_ref) = 1 then min(feature_ref) end as feature_ref
    from {{ ref('stg_orb__line_users') }}
    group by invoice_native_id, price_native_id

),

valued as (

    select
        entries.*,
        coalesce(
            case when entries.entry_type = 'burn' then users.user_native_id end, entries.customer_native_id,
            blocks.customer_native_id
        ) as user_native_id,
        coalesce(prices.feature_ref, users.feature_ref) as feature_ref,
        coalesce(entries.stated_unit_cost, blocks.unit_cost, 0) as unit_cost,
        -- a pricing unit that is itself a currency is the money; any other unit was paid in the customer's currency
        coalesce(blocks.currency_code, currencies.currency_code, upper(customers.currency)) as currency_code
    from entries
    left join blocks on entries.grant_native_id = blocks.grant_native_id
    left join prices on entries.price_native_id = prices.price_native_id
    left join customers on entries.customer_native_id = customers.id
    left join currencies on upper(entries.credit_unit) = currencies.currency_code
    left join users
        on entries.invoice_native_id = users.invoice_native_id
        and entries.price_native_id = users.price_native_id

),

mapped as (

    select
        'orb' as vendor,
        'credit_ledger_entries' as source_table,
        '' as source_account,
        case when entry_status = 'pending' then id || '|pending' else id end as source_record_id,
        user_native_id as customer_native_id,
        grant_native_id,
        entry_type,
        units,
        case
            when currency_code is not null or unit_cost <> 0 then {{ units_at_cost('units', 'unit_cost') }}
        end as money_amount,
        currency_code,
        price_native_id,
        feature_ref,
        invoice_native_id,
        occurred_at,
        loaded_at as source_updated_at,
        loaded_at,
        case when entry_status = 'pending' then 'pending' end as exclusion_reason,
        row_issue
    from valued

)

select
    {{ contract_columns('credit_entries') }}
from mapped
