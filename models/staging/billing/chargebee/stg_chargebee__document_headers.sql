-- Grain: one row per raw row of `invoice` and of `credit_note`, every version, in the columns of the revenue line
-- contract. The money stands on the lines; the header only adds what was rounded off the document, and is excluded as
-- told_by_its_lines where that is nothing. A header without readable lines carries the whole document, tax out, and a
-- row_issue, so that what is missing is seen in quarantine. Amounts: major units, a credit note negative.

with invoices as (

    {{ raw_rows('chargebee', 'invoice', {
        'id': 'text', 'customer_id': 'text', 'subscription_id': 'text', 'status': 'text', 'date': 'integer',
        'currency_code': 'text', 'total': 'integer', 'tax': 'integer', 'round_off_amount': 'integer',
        'deleted': 'boolean', 'line_items': 'json', 'updated_at': 'integer', 'resource_version': 'integer',
        '_airbyte_extracted_at': 'timestamp',
    }) }}

),

credit_notes as (

    {{ raw_rows('chargebee', 'credit_note', {
        'id': 'text', 'customer_id': 'text', 'subscription_id': 'text', 'reference_invoice_id': 'text',
        'status': 'text', 'date': 'integer', 'currency_code': 'text', 'total': 'integer',
        'round_off_amount': 'integer', 'deleted': 'boolean', 'line_items': 'json', 'updated_at': 'integer',
        'resource_version': 'integer', '_airbyte_extracted_at': 'timestamp',
    }) }}

),

headers as (

    {% for kind in ['invoice', 'credit_note'] %}
    {% set is_invoice = kind == 'invoice' %}
    select
        '{{ kind }}' as document_kind,
        '{{ 'charge' if is_invoice else 'credit_note' }}' as line_kind,
        {{ 1 if is_invoice else -1 }} as direction,
        id,
        {{ 'id' if is_invoice else 'reference_invoice_id' }} as invoice_native_id,
        customer_id as customer_native_id,
        subscription_id as subscription_native_id,
        status as invoice_status,
        upper(currency_code) as currency_code,
        {{ safe_number('total', 'count') }} as minor_total,
        coalesce({{ safe_number('tax' if is_invoice else 'null', 'count') }}, 0) as minor_tax,
        coalesce({{ safe_number('round_off_amount', 'count') }}, 0) as minor_rounding,
        coalesce({{ json_array_length('line_items') }}, 0) as line_count,
        {{ utc_from_epoch_seconds('date') }} as dated_at,
        {{ chargebee_changed_at() }} as changed_at,
        {{ safe_timestamp('airbyte_extracted_at') }} as loaded_at,
        case
            when {{ safe_boolean('deleted') }} then 'deleted'
            when status in ('voided', 'pending') then status
        end as document_exclusion,
        {{ row_issue([
            ('total', 'total', safe_number('total', 'count')),
            ('round_off_amount', 'round_off_amount', safe_number('round_off_amount', 'count')),
            ('date', 'date', utc_from_epoch_seconds('date'), 'a number of seconds'),
        ]) }} as cell_issue
    from {{ kind }}s
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

currency_exponents as (

    select * from {{ ref('stg_pricing__currency_exponents') }}

),

judged as (

    select
        headers.*,
        coalesce(
            headers.cell_issue,
            case
                when currency_exponents.minor_unit_factor is null
                    then 'currency_code: "' || coalesce(headers.currency_code, '') || '" is not a known currency'
                when headers.line_count = 0 and headers.minor_total <> 0
                    then 'line_items: no lines behind the total'
            end
        ) as row_issue,
        {{ major_amount(
            'headers.direction * case when headers.line_count = 0 then coalesce(headers.minor_total, 0)'
            ~ ' - headers.minor_tax else headers.minor_rounding end',
            'currency_exponents.minor_unit_factor'
        ) }} as own_amount
    from headers
    left join currency_exponents on headers.currency_code = currency_exponents.currency_code

),

mapped as (

    select
        judged.*,
        'chargebee' as vendor,
        document_kind as source_table,
        '' as source_account,
        document_kind || '|' || id as source_record_id,
        'one_time' as revenue_type,
        customer_native_id as payer_native_id,
        null as price_native_id,
        null as product_native_id,
        null as meter_native_id,
        null as feature_ref,
        null as quantity,
        null as unit_amount,
        own_amount as gross_amount,
        0 as discount_amount,
        0 as credit_applied_amount,
        own_amount as net_amount,
        0 as tax_amount,
        dated_at as service_start_at,
        {{ period_end_after('dated_at', 'dated_at') }} as service_end_at,
        dated_at as invoiced_at,
        changed_at as source_updated_at,
        case
            when document_exclusion is not null then document_exclusion
            when row_issue is null and own_amount = 0 then 'told_by_its_lines'
        end as exclusion_reason
    from judged

)

select
    {{ contract_columns('revenue_lines') }}
from mapped
