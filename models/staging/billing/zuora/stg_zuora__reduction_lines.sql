-- Grain: one row per credit memo item and per adjustment, in the columns of the revenue line contract. Amounts: major
-- units, tax out: what is taken back is negative, a discount that is taken back positive. Type, feature and price are
-- those of the credited item; the period is the row's own, else the credited item's, else its own day. Write-offs are
-- kept apart by line_kind. What changes no revenue and what is about an excluded invoice carries an exclusion_reason.

with reductions as (

    select * from {{ ref('stg_zuora__reductions') }}

),

items as (

    select * from {{ ref('stg_zuora__item_versions') }} where is_newest

),

invoices as (

    select * from {{ ref('stg_zuora__invoices') }}

),

accounts as (

    select * from {{ ref('stg_zuora__accounts') }}

),

subscriptions as (

    select * from {{ ref('stg_zuora__subscription_versions') }} where is_newest

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

joined as (

    select
        reductions.*,
        coalesce(reductions.invoice_native_id, items.invoice_native_id) as known_invoice_id,
        coalesce(items.customer_native_id, subscriptions.customer_native_id, reductions.account_id)
        as customer_native_id,
        coalesce(reductions.account_id, items.customer_native_id) as payer_native_id,
        coalesce(items.subscription_native_id, subscriptions.subscription_native_id) as subscription_native_id,
        items.price_native_id,
        items.product_native_id,
        items.meter_native_id,
        items.feature_ref,
        coalesce(items.revenue_type, 'one_time') as revenue_type,
        coalesce(reductions.period_start_at, items.service_start_at, reductions.reduced_at) as service_start_at,
        coalesce(reductions.period_end_at, items.service_end_at, reductions.reduced_at) as stated_end_at,
        coalesce(reductions.currency_code, items.currency_code) as stated_currency_code
    from reductions
    left join items on reductions.item_id = items.item_id
    left join subscriptions on reductions.subscription_version_id = subscriptions.version_id

),

mapped as (

    select
        'zuora' as vendor,
        joined.source_table,
        '' as source_account,
        joined.id as source_record_id,
        case when {{ is_write_off('joined.reason_code') }} then 'write_off' else 'credit_note' end as line_kind,
        joined.revenue_type,
        joined.known_invoice_id as invoice_native_id,
        invoices.invoice_status,
        joined.customer_native_id,
        joined.payer_native_id,
        joined.subscription_native_id,
        joined.price_native_id,
        joined.product_native_id,
        joined.meter_native_id,
        joined.feature_ref,
        null as quantity,
        null as unit_amount,
        case when joined.is_discount then 0 else joined.amount end as gross_amount,
        case when joined.is_discount then joined.amount else 0 end as discount_amount,
        0 as credit_applied_amount,
        joined.amount as net_amount,
        joined.tax_amount,
        coalesce(joined.stated_currency_code, accounts.currency_code, invoices.currency_code) as currency_code,
        joined.service_start_at,
        {{ period_end_after('joined.service_start_at', 'joined.stated_end_at') }} as service_end_at,
        joined.reduced_at as invoiced_at,
        joined.changed_at as source_updated_at,
        joined.loaded_at,
        coalesce(joined.exclusion_reason, invoices.exclusion_reason, accounts.exclusion_reason) as exclusion_reason,
        coalesce(
            joined.cell_issue,
            joined.parent_issue,
            case
                when joined.known_invoice_id is not null and invoices.invoice_native_id is null
                    then 'invoice_id: invoice "' || joined.known_invoice_id || '" was not landed'
                when currency_exponents.currency_code is null then 'currency: none is known'
            end
        ) as row_issue
    from joined
    left join invoices on joined.known_invoice_id = invoices.invoice_native_id
    left join accounts on joined.account_id = accounts.account_id
    left join currency_exponents
        on coalesce(joined.stated_currency_code, accounts.currency_code, invoices.currency_code)
        = currency_exponents.currency_code

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
