-- Grain: one element of line_items[] of an invoice or credit note (newest version). Amounts: major units, tax out, all
-- positive on an invoice and on a credit note alike: the signs of the contract come later. `*_in_decimal` is text in
-- major units and goes before the rounded minor units. discount_amount holds every discount of the line,
-- promotional credits and those of the whole document included. Nothing is excluded.

with documents as (

    select * from {{ ref('stg_chargebee__documents') }}

),

lines as (

    {{ json_explode('documents', 'line_items', [], ['document_kind', 'document_id'], 'line', 'line_number') }}

),

opened as (

    {{ json_columns('lines', 'line', {
        'line_id': ['id'], 'line_customer_id': ['customer_id'], 'line_subscription_id': ['subscription_id'],
        'entity_type': ['entity_type'], 'entity_id': ['entity_id'], 'metered': ['metered'],
        'date_from': ['date_from'], 'date_to': ['date_to'], 'raw_quantity': ['quantity'],
        'quantity_in_decimal': ['quantity_in_decimal'], 'minor_unit_price': ['unit_amount'],
        'unit_amount_in_decimal': ['unit_amount_in_decimal'], 'minor_amount': ['amount'],
        'amount_in_decimal': ['amount_in_decimal'], 'minor_discount': ['discount_amount'],
        'minor_tax': ['tax_amount'], 'reference_line_item_id': ['reference_line_item_id'],
    }) }}

),

discount_rows as (

    {{ json_explode(
        'documents', 'line_item_discounts', [], ['document_kind', 'document_id'], 'discount_row', 'discount_number'
    ) }}

),

line_discounts as (

    select
        document_kind,
        document_id,
        {{ json_text('discount_row', ['line_item_id']) }} as line_id,
        sum({{ safe_number(json_text('discount_row', ['discount_amount']), 'count') }}) as minor_discount
    from discount_rows
    group by document_kind, document_id, {{ json_text('discount_row', ['line_item_id']) }}

),

typed as (

    select
        opened.*,
        documents.has_inclusive_tax,
        documents.minor_unit_factor,
        {{ document_amount(
            'opened.amount_in_decimal', 'opened.minor_amount', 'documents.minor_unit_factor'
        ) }} as stated_amount,
        {{ document_price(
            'opened.unit_amount_in_decimal', 'opened.minor_unit_price', 'documents.minor_unit_factor'
        ) }} as unit_amount,
        coalesce(
            {{ safe_number('opened.quantity_in_decimal', 'quantity') }},
            {{ safe_number('opened.raw_quantity', 'quantity') }}
        ) as quantity,
        coalesce({{ major_amount(
            'coalesce(' ~ safe_number('opened.minor_discount', 'count') ~ ', line_discounts.minor_discount)',
            'documents.minor_unit_factor'
        ) }}, 0) as discount_amount,
        coalesce({{ major_amount(
            safe_number('opened.minor_tax', 'count'), 'documents.minor_unit_factor'
        ) }}, 0) as tax_amount,
        {{ safe_number('opened.date_from', 'count') }} as from_second,
        {{ safe_number('opened.date_to', 'count') }} as to_second
    from opened
    left join documents
        on opened.document_kind = documents.document_kind and opened.document_id = documents.document_id
    left join line_discounts
        on opened.document_kind = line_discounts.document_kind
        and opened.document_id = line_discounts.document_id
        and opened.line_id = line_discounts.line_id

)

select
    document_kind,
    document_id,
    coalesce(line_id, cast(line_number as {{ type_of('text') }})) as line_id,
    line_customer_id,
    line_subscription_id,
    entity_type,
    entity_id,
    reference_line_item_id,
    coalesce({{ safe_boolean('metered') }}, false) as is_metered,
    quantity,
    unit_amount,
    stated_amount - case when has_inclusive_tax then tax_amount else 0 end as gross_amount,
    discount_amount,
    tax_amount,
    {{ utc_from_epoch_seconds('from_second') }} as period_start_at,
    -- older sites end a period one second before the next one begins
    {{ utc_from_epoch_seconds('to_second + case when mod(to_second - from_second, 60) = 59 then 1 else 0 end') }}
    as period_end_at,
    {{ row_issue([
        ('line_items.amount_in_decimal', 'amount_in_decimal', safe_number('amount_in_decimal')),
        ('line_items.amount', 'minor_amount', safe_number('minor_amount', 'count')),
        ('line_items.discount_amount', 'minor_discount', safe_number('minor_discount', 'count')),
        ('line_items.tax_amount', 'minor_tax', safe_number('minor_tax', 'count')),
        ('line_items.date_from', 'date_from', 'from_second', 'a number of seconds'),
        ('line_items.date_to', 'date_to', 'to_second', 'a number of seconds'),
    ]) }} as row_issue
from typed
