-- Grain: one invoice line, its newest version, with the customer who uses what it charges and the feature that is used;
-- a look-up for ledger entries and credit notes, which only name the payer and a price. No amounts.

with lines as (

    {{ newest_rows(
        'orb', 'invoice_line_items', ['id'],
        {
            'id': 'text', 'invoice_id': 'text', 'price': 'json', 'usage_customer_ids': 'json',
            'updated_at': 'timestamp'
        },
        'updated_at'
    ) }}

),

opened as (

    {{ json_columns('lines', 'price', orb_price_paths()) }}

),

invoices as (

    select * from {{ ref('stg_orb__invoices') }}

)

select
    opened.id as line_native_id,
    opened.invoice_id as invoice_native_id,
    opened.price_native_id,
    coalesce({{ orb_usage_customer('opened.usage_customer_ids') }}, invoices.customer_native_id) as user_native_id,
    coalesce(
        opened.stated_feature, case when opened.stated_price_type = 'usage_price' then opened.item_name end
    ) as feature_ref
from opened
left join invoices on opened.invoice_id = invoices.invoice_native_id
