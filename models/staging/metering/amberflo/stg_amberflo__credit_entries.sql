-- Grain: the prepaid credit that one invoice drew for one feature, or what was left of one order when it ended. units:
-- money of the base currency, negative; money_amount: what the customer had paid for it. The vendor lands no ledger:
-- what was drawn stands on the invoice, also while it is open, so the newest pull of every invoice is read. Which order
-- paid is not said: the cost is that of all orders of the customer (and product) which were active in the period
-- together. What expired is told where one order alone can have paid. Grants and rewards have no entries.

with drawdowns as (

    select
        drawdown_id,
        invoice_uri,
        customer_native_id,
        feature_ref,
        period_end_at,
        read_at,
        units,
        row_issue,
        case when max(possible_grants) = 1 then max(grant_native_id) end as grant_native_id,
        sum(paid) as paid,
        sum(worth) as worth
    from {{ ref('stg_amberflo__drawdowns') }}
    group by drawdown_id, invoice_uri, customer_native_id, feature_ref, period_end_at, read_at, units, row_issue

),

expired_grants as (

    select * from {{ ref('stg_amberflo__expired_grants') }}

),

united as (

    select
        'invoices.prepaid' as source_table,
        drawdown_id as source_record_id,
        'burn' as entry_type,
        customer_native_id, grant_native_id, feature_ref, invoice_uri, units,
        {{ units_at_cost('units', cost_per_unit('paid', 'worth')) }} as money_amount,
        {{ seen_within('period_end_at', 'read_at') }} as occurred_at,
        read_at,
        coalesce(
            row_issue, case when worth is null then 'prepaid: no prepaid order of the customer covers the period' end
        ) as row_issue
    from drawdowns
    union all
    select
        source_table || '.expiry' as source_table,
        grant_native_id || '|expired' as source_record_id,
        'expire' as entry_type,
        customer_id as customer_native_id, grant_native_id, null as feature_ref, null as invoice_uri, -units as units,
        -{{ units_at_cost('units', 'unit_cost') }} as money_amount,
        expires_at as occurred_at,
        loaded_at as read_at,
        null as row_issue
    from expired_grants

),

mapped as (

    select
        'amberflo' as vendor,
        source_table,
        '' as source_account,
        source_record_id,
        customer_native_id,
        grant_native_id,
        entry_type,
        units,
        money_amount,
        '{{ var("amberflo_currency", "USD") }}' as currency_code,
        null as price_native_id,
        feature_ref,
        invoice_uri as invoice_native_id,
        occurred_at,
        read_at as source_updated_at,
        read_at as loaded_at,
        null as exclusion_reason,
        row_issue
    from united

)

select
    {{ contract_columns('credit_entries') }}
from mapped
