-- Grain: one row per raw row of `invoice_item`, in the columns of the revenue line contract. Amounts: major units of
-- the item's currency, tax out, positive = revenue. A discount is an item of its own: all of it stands in
-- discount_amount, under the type, feature and price of the charge that it reduces. Items of invoices that are not
-- posted, reversed or deleted carry an exclusion_reason; an item whose invoice was not landed a row_issue.

with items as (

    select * from {{ ref('stg_zuora__item_versions') }}

),

invoices as (

    select * from {{ ref('stg_zuora__invoices') }}

),

accounts as (

    select * from {{ ref('stg_zuora__accounts') }}

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

joined as (

    select
        items.*,
        invoices.invoice_status,
        invoices.payer_native_id,
        invoices.invoiced_at,
        invoices.exclusion_reason as invoice_exclusion,
        invoices.invoice_native_id is null as is_orphan,
        items.item_kind = 'discount' as is_discount,
        coalesce(items.currency_code, accounts.currency_code, invoices.currency_code) as known_currency_code,
        coalesce(reduced.revenue_type, items.revenue_type) as line_revenue_type,
        coalesce(reduced.price_native_id, items.price_native_id) as line_price_native_id,
        coalesce(reduced.product_native_id, items.product_native_id) as line_product_native_id,
        coalesce(reduced.feature_ref, items.feature_ref) as line_feature_ref,
        coalesce(reduced.meter_native_id, items.meter_native_id) as line_meter_native_id
    from items
    left join invoices on items.invoice_native_id = invoices.invoice_native_id
    left join items as reduced on items.applied_to_item_id = reduced.item_id and reduced.is_newest
    left join accounts on items.customer_native_id = accounts.account_id

),

mapped as (

    select
        'zuora' as vendor,
        'invoice_item' as source_table,
        '' as source_account,
        joined.item_id as source_record_id,
        'charge' as line_kind,
        joined.line_revenue_type as revenue_type,
        joined.invoice_native_id,
        joined.invoice_status,
        joined.customer_native_id,
        coalesce(joined.payer_native_id, joined.customer_native_id) as payer_native_id,
        joined.subscription_native_id,
        joined.line_price_native_id as price_native_id,
        joined.line_product_native_id as product_native_id,
        joined.line_meter_native_id as meter_native_id,
        joined.line_feature_ref as feature_ref,
        -- a credited stretch states its units below zero; they are no use of anything
        case when not joined.is_discount and joined.quantity >= 0 then joined.quantity end as quantity,
        joined.unit_amount,
        case when joined.is_discount then 0 else joined.charge_amount end as gross_amount,
        case when joined.is_discount then joined.charge_amount else 0 end as discount_amount,
        0 as credit_applied_amount,
        joined.charge_amount as net_amount,
        joined.tax_amount,
        joined.known_currency_code as currency_code,
        joined.service_start_at,
        coalesce(
            joined.service_end_at, {{ period_end_after('joined.service_start_at', 'joined.service_start_at') }}
        ) as service_end_at,
        joined.invoiced_at,
        joined.changed_at as source_updated_at,
        joined.loaded_at,
        case
            when joined.is_deleted then 'deleted'
            when joined.item_kind = 'tax' then 'tax'
            else joined.invoice_exclusion
        end as exclusion_reason,
        coalesce(
            joined.row_issue,
            case
                when joined.is_orphan
                    then 'invoice_id: invoice "' || coalesce(joined.invoice_native_id, '') || '" was not landed'
                when currency_exponents.currency_code is null
                    then 'transaction_currency: "' || coalesce(joined.known_currency_code, '')
                        || '" is not a known currency'
            end
        ) as row_issue
    from joined
    left join currency_exponents on joined.known_currency_code = currency_exponents.currency_code

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
