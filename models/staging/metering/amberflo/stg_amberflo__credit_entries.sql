-- Grain: the prepaid credit that one invoice drew for one feature. units: money of the base currency that was drawn,
-- negative; money_amount: what the customer had paid for it. The vendor lands no ledger: what was drawn stands on the
-- invoice, also while it is open, so the newest pull of every invoice is read. Which order paid is not said: the cost
-- is that of all orders of the customer (and product) which were active in the period together. Grants, expiries and
-- rewards have no entries.

with lines as (

    select * from {{ ref('stg_amberflo__invoice_lines') }}
    where prepaid <> 0

),

grants as (

    select * from {{ ref('stg_amberflo__grants') }}
    where exclusion_reason is null

),

drawn as (

    select
        invoice_uri,
        customer_native_id,
        product_id,
        read_at,
        feature_ref,
        min(service_start_at) as period_start_at,
        max(service_end_at) as period_end_at,
        cast(sum(prepaid_part) as {{ type_money() }}) as units,
        max(row_issue) as row_issue
    from lines
    group by invoice_uri, customer_native_id, product_id, read_at, feature_ref

),

-- one drawdown to all orders that were active in its period, added up
costed as (

    select
        drawn.invoice_uri,
        drawn.feature_ref,
        min(grants.source_record_id) as first_grant,
        max(grants.source_record_id) as last_grant,
        sum(grants.paid) as paid,
        sum(grants.worth) as worth
    from drawn
    left join grants
        on drawn.customer_native_id = grants.customer_id
        and (grants.product_id is null or drawn.product_id is null or grants.product_id = drawn.product_id)
        and grants.effective_at < drawn.period_end_at
        and (grants.active_until is null or grants.active_until > drawn.period_start_at)
    group by drawn.invoice_uri, drawn.feature_ref

),

mapped as (

    select
        'amberflo' as vendor,
        'invoices.prepaid' as source_table,
        '' as source_account,
        drawn.invoice_uri || coalesce('|' || drawn.feature_ref, '') as source_record_id,
        drawn.customer_native_id,
        case when costed.first_grant = costed.last_grant then costed.first_grant end as grant_native_id,
        'burn' as entry_type,
        drawn.units,
        {{ units_at_cost('drawn.units', cost_per_unit('costed.paid', 'costed.worth')) }} as money_amount,
        '{{ var("amberflo_currency", "USD") }}' as currency_code,
        null as price_native_id,
        drawn.feature_ref,
        drawn.invoice_uri as invoice_native_id,
        {{ seen_within('drawn.period_end_at', 'drawn.read_at') }} as occurred_at,
        drawn.read_at as source_updated_at,
        drawn.read_at as loaded_at,
        null as exclusion_reason,
        coalesce(
            drawn.row_issue,
            case when costed.worth is null then 'prepaid: no prepaid order of the customer covers the period' end
        ) as row_issue
    from drawn
    left join costed
        on drawn.invoice_uri = costed.invoice_uri
        and coalesce(drawn.feature_ref, '') = coalesce(costed.feature_ref, '')

)

select
    {{ contract_columns('credit_entries') }}
from mapped
