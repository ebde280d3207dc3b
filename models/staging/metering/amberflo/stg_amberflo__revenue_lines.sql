-- Grain: one row per raw row of `invoices` and, under source_table invoices.lines that no raw row stands for, one per
-- line of the newest pull of each. Amounts: major units of the base currency, before tax, positive = revenue. The row
-- of the invoice itself carries what its lines leave of the total, and is left out as told_by_lines where that is
-- nothing, so that the rows of an invoice always sum to its total. Only price_locked invoices count.

with invoices as (

    select * from {{ ref('stg_amberflo__invoices') }}

),

lines as (

    select * from {{ ref('stg_amberflo__invoice_lines') }}

),

contracts as (

    select * from {{ ref('stg_amberflo__invoice_contracts') }}

),

line_totals as (

    select
        invoice_uri,
        sum(gross + discount_part + prepaid_part) as net,
        max(case when row_issue is null then 0 else 1 end) as has_issue
    from lines
    group by invoice_uri

),

headers as (

    select
        invoices.*,
        coalesce(line_totals.has_issue, 0) as has_issue,
        cast(invoices.total_price - coalesce(line_totals.net, 0) as {{ type_money() }}) as remaining_amount
    from invoices
    left join line_totals
        on invoices.invoice_uri = line_totals.invoice_uri
        and invoices.version_number = 1

),

united as (

    select
        'invoices' as source_table,
        case
            when version_number > 1 then invoice_uri || '|older'
            when invoice_status = 'price_locked' then invoice_uri
            else invoice_uri || '|open'
        end as source_record_id,
        'usage' as revenue_type,
        invoice_uri, invoice_status, customer_native_id, product_id, read_at,
        cast(null as {{ type_of('text') }}) as product_item_id,
        cast(null as {{ type_of('text') }}) as meter_api_name,
        cast(null as {{ type_of('text') }}) as feature_ref,
        cast(null as {{ type_quantity() }}) as quantity,
        remaining_amount as gross,
        cast(0 as {{ type_money() }}) as discount_part,
        cast(0 as {{ type_money() }}) as prepaid_part,
        period_start_at as service_start_at,
        period_end_at as service_end_at,
        case
            when version_number > 1 then 'older_version'
            when invoice_status = 'price_locked' and remaining_amount = 0 then 'told_by_lines'
        end as exclusion_reason,
        case
            when total_price is null then 'totalBill: no total price can be read'
            when has_issue = 1 then 'productItemInvoices: some lines cannot be read'
        end as row_issue
    from headers

    union all

    select
        'invoices.lines' as source_table,
        invoice_uri || '|' || part_key
        || case when invoice_status = 'price_locked' then '' else '|open' end as source_record_id,
        case
            when line_class = 'item' then 'usage' when is_one_time then 'one_time' else 'subscription'
        end as revenue_type,
        invoice_uri, invoice_status, customer_native_id, product_id, read_at,
        product_item_id, meter_api_name, feature_ref, quantity, gross, discount_part, prepaid_part,
        service_start_at, service_end_at,
        null as exclusion_reason,
        row_issue
    from lines

),

mapped as (

    select
        'amberflo' as vendor,
        united.source_table,
        '' as source_account,
        united.source_record_id,
        'charge' as line_kind,
        united.revenue_type,
        united.invoice_uri as invoice_native_id,
        united.invoice_status,
        united.customer_native_id,
        united.customer_native_id as payer_native_id,
        contracts.subscription_native_id,
        null as price_native_id,
        united.product_item_id as product_native_id,
        united.meter_api_name as meter_native_id,
        united.feature_ref,
        united.quantity,
        null as unit_amount,
        united.gross as gross_amount,
        united.discount_part as discount_amount,
        united.prepaid_part as credit_applied_amount,
        united.gross + united.discount_part + united.prepaid_part as net_amount,
        0 as tax_amount,
        '{{ var("amberflo_currency", "USD") }}' as currency_code,
        united.service_start_at,
        {{ period_end_after('united.service_start_at', 'united.service_end_at') }} as service_end_at,
        united.service_end_at as invoiced_at,
        united.read_at as source_updated_at,
        united.read_at as loaded_at,
        coalesce(
            united.exclusion_reason,
            case
                when coalesce(united.invoice_status, '') <> 'price_locked'
                    then coalesce(united.invoice_status, 'unknown_status')
            end
        ) as exclusion_reason,
        united.row_issue
    from united
    left join contracts on united.invoice_uri = contracts.invoice_uri

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
