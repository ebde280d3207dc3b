-- Grain: one row per raw row of `invoice_line_items`, in the columns of the revenue line contract. Amounts: major units
-- of the invoice currency, before tax, positive = revenue. Orb's steps of a line are subtotal, adjustments, credits,
-- less what partial invoices of the cycle charged already: usage that a threshold invoice billed counts there.
-- A price that allocates credits sells them: prepaid. The customer is the one whose usage the line charges, where that
-- is one; the payer is the invoice's. Prices are told by the object on the line, then by the list. Lines of draft, void
-- and credit-denominated invoices carry an exclusion_reason, orphans a row_issue.

with lines as (

    {{ raw_rows('orb', 'invoice_line_items', {
        'id': 'text', 'invoice_id': 'text', 'quantity': 'number', 'start_date': 'timestamp', 'end_date': 'timestamp',
        'price': 'json', 'subtotal': 'text', 'adjusted_subtotal': 'text', 'credits_applied': 'text', 'amount': 'text',
        'usage_customer_ids': 'json', 'updated_at': 'timestamp',
    }) }}

),

invoices as (

    select * from {{ ref('stg_orb__invoices') }}

),

prices as (

    select * from {{ ref('stg_orb__price_list') }}

),

priced as (

    {{ json_columns('lines', 'price', orb_price_paths()) }}

),

opened as (

    select
        priced.*,
        {{ orb_usage_customer('usage_customer_ids') }} as user_native_id,
        case when stated_price_type = 'usage_price' then item_name end as usage_item,
        upper(stated_price_currency) as price_currency,
        {{ safe_number('subtotal') }} as subtotal_amount,
        {{ safe_number('adjusted_subtotal') }} as adjusted_amount,
        coalesce({{ safe_number('credits_applied') }}, 0) as applied_amount,
        {{ safe_number('amount') }} as line_amount,
        {{ safe_timestamp('start_date') }} as start_at,
        {{ safe_timestamp('end_date') }} as end_at,
        {{ safe_timestamp('updated_at') }} as loaded_at
    from priced

),

-- An adjustment that raises a line (a minimum) is no discount but part of gross. Adjustments and credits of a price
-- in a pricing unit are stated in that unit: only the final amount is money.
measured as (

    select
        opened.*,
        coalesce(opened.user_native_id, invoices.customer_native_id) as customer_native_id,
        invoices.customer_native_id as payer_native_id,
        invoices.subscription_native_id,
        invoices.invoice_status,
        invoices.invoiced_at,
        invoices.currency_code,
        invoices.exclusion_reason,
        invoices.invoice_native_id is null as is_orphan,
        coalesce(opened.item_id, prices.product_native_id) as product_native_id,
        coalesce(opened.metric_id, prices.meter_native_id) as meter_native_id,
        coalesce(opened.stated_feature, prices.feature_ref, opened.usage_item) as feature_ref,
        coalesce({{ safe_number('opened.stated_unit_amount', 'rate') }}, prices.unit_amount) as unit_amount,
        coalesce(opened.stated_price_type, prices.price_type) as price_type,
        coalesce(opened.stated_revenue_type, prices.declared_revenue_type) as declared_revenue_type,
        invoices.invoice_source,
        coalesce(opened.stated_cadence, prices.cadence) as cadence,
        case
            when coalesce(opened.price_currency, invoices.currency_code) = invoices.currency_code
                then least(coalesce(opened.adjusted_amount - opened.subtotal_amount, 0), 0)
            else 0
        end as discount_amount,
        case
            when coalesce(opened.price_currency, invoices.currency_code) = invoices.currency_code
                then -opened.applied_amount
            else 0
        end as credit_applied_amount
    from opened
    left join invoices on opened.invoice_id = invoices.invoice_native_id
    left join prices on opened.price_native_id = prices.price_native_id

),

mapped as (

    select
        'orb' as vendor,
        'invoice_line_items' as source_table,
        '' as source_account,
        id as source_record_id,
        'charge' as line_kind,
        case
            when declared_revenue_type in ('subscription', 'usage', 'one_time', 'prepaid', 'overage', 'minimum')
                then declared_revenue_type
            when allocated_unit is not null then 'prepaid'
            when price_type = 'usage_price' then 'usage'
            when cadence = 'one_time' or invoice_source = 'one_off' then 'one_time'
            else 'subscription'
        end as revenue_type,
        invoice_id as invoice_native_id,
        invoice_status,
        customer_native_id,
        payer_native_id,
        subscription_native_id,
        price_native_id,
        product_native_id,
        meter_native_id,
        feature_ref,
        {{ safe_number('quantity', 'quantity') }} as quantity,
        unit_amount,
        line_amount - discount_amount - credit_applied_amount as gross_amount,
        discount_amount,
        credit_applied_amount,
        line_amount as net_amount,
        0 as tax_amount,
        currency_code,
        start_at as service_start_at,
        {{ period_end_after('start_at', 'end_at') }} as service_end_at,
        invoiced_at,
        loaded_at as source_updated_at,
        loaded_at,
        exclusion_reason,
        coalesce(
            {{ row_issue([
                ('amount', 'amount', 'line_amount'),
                ('subtotal', 'subtotal', 'subtotal_amount'),
                ('adjusted_subtotal', 'adjusted_subtotal', 'adjusted_amount'),
                ('credits_applied', 'credits_applied', safe_number('credits_applied')),
                ('quantity', 'quantity', safe_number('quantity', 'quantity')),
                ('start_date', 'start_date', 'start_at', 'a time'),
                ('end_date', 'end_date', 'end_at', 'a time'),
            ]) }},
            case when is_orphan then 'invoice_id: invoice "' || coalesce(invoice_id, '') || '" was not landed' end
        ) as row_issue
    from measured

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
