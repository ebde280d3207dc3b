-- Grain: one row per invoice and per credit note, its newest version, in one shape: both are a header over the same
-- kind of lines. Amounts: major units of the document's currency, as stated; has_inclusive_tax says whether tax is
-- inside all of them. exclusion_reason: why nothing on the document is revenue (a metered invoice is `pending` while
-- its usage is still being collected).

with invoices as (

    {{ newest_rows(
        'chargebee', 'invoice', ['id'],
        {
            'id': 'text', 'customer_id': 'text', 'subscription_id': 'text', 'status': 'text', 'price_type': 'text',
            'date': 'integer', 'generated_at': 'integer', 'currency_code': 'text', 'sub_total': 'integer',
            'tax': 'integer', 'deleted': 'boolean', 'line_items': 'json', 'line_item_discounts': 'json',
            'updated_at': 'integer', 'resource_version': 'integer', '_airbyte_extracted_at': 'timestamp',
        },
        chargebee_changed_at(), is_moment=true
    ) }}

),

credit_notes as (

    {{ newest_rows(
        'chargebee', 'credit_note', ['id'],
        {
            'id': 'text', 'customer_id': 'text', 'subscription_id': 'text', 'reference_invoice_id': 'text',
            'reason_code': 'text', 'status': 'text', 'price_type': 'text', 'date': 'integer', 'currency_code': 'text',
            'deleted': 'boolean', 'line_items': 'json', 'line_item_discounts': 'json', 'updated_at': 'integer',
            'resource_version': 'integer', '_airbyte_extracted_at': 'timestamp',
        },
        chargebee_changed_at(), is_moment=true
    ) }}

),

documents as (

    {% for kind in ['invoice', 'credit_note'] %}
    {% set is_invoice = kind == 'invoice' %}
    select
        '{{ kind }}' as document_kind,
        id as document_id,
        {{ 'id' if is_invoice else 'reference_invoice_id' }} as invoice_native_id,
        {{ 'cast(null as ' ~ type_of('text') ~ ')' if is_invoice else 'reason_code' }} as reason_code,
        customer_id as customer_native_id,
        subscription_id as subscription_native_id,
        status as document_status,
        coalesce(price_type = 'tax_inclusive', false) as has_inclusive_tax,
        upper(currency_code) as currency_code,
        {{ safe_number('sub_total' if is_invoice else 'null', 'count') }} as minor_sub_total,
        {{ safe_number('tax' if is_invoice else 'null', 'count') }} as minor_tax,
        {{ utc_from_epoch_seconds('date') }} as dated_at,
        {{ utc_from_epoch_seconds('generated_at' if is_invoice else 'date') }} as generated_at,
        cast(line_items as {{ type_of('text') }}) as line_items,
        cast(line_item_discounts as {{ type_of('text') }}) as line_item_discounts,
        {{ chargebee_changed_at() }} as changed_at,
        {{ safe_timestamp('airbyte_extracted_at') }} as loaded_at,
        case
            when {{ safe_boolean('deleted') }} then 'deleted'
            when status in ('voided', 'pending') then status
        end as exclusion_reason
    from {{ kind }}s
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

)

select
    documents.*,
    currency_exponents.minor_unit_factor,
    {{ major_amount('documents.minor_sub_total', 'currency_exponents.minor_unit_factor') }} as sub_total,
    {{ major_amount('documents.minor_tax', 'currency_exponents.minor_unit_factor') }} as tax_total
from documents
left join currency_exponents on documents.currency_code = currency_exponents.currency_code
