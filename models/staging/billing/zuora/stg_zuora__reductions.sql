-- Grain: one row per raw row of `credit_memo_item`, `invoice_item_adjustment` and `invoice_adjustment`, in one shape.
-- The first belongs to tenants with Invoice Settlement, the others to those without. amount: major units, tax out,
-- signed as revenue (what is taken back is negative). exclusion_reason: why it changes no revenue.

with memo_items as (

    {{ raw_rows('zuora', 'credit_memo_item', {
        'id': 'text', 'credit_memo_id': 'text', 'invoice_item_id': 'text', 'subscription_id': 'text',
        'amount': 'number', 'amount_without_tax': 'number', 'tax_amount': 'number', 'tax_mode': 'text',
        'processing_type': 'text', 'revenue_impacting': 'text', 'service_start_date': 'date',
        'service_end_date': 'date', 'updated_date': 'timestamp', '_fivetran_deleted': 'boolean',
        '_fivetran_synced': 'timestamp',
    }) }}

),

memos as (

    {{ newest_rows(
        'zuora', 'credit_memo', ['id'],
        {
            'id': 'text', 'account_id': 'text', 'invoice_id': 'text', 'memo_date': 'date', 'posted_on': 'timestamp',
            'status': 'text', 'reason_code': 'text', 'revenue_impacting': 'text', 'transaction_currency': 'text',
            'updated_date': 'timestamp', '_fivetran_deleted': 'boolean',
        },
        'updated_date'
    ) }}

),

credited as (

    select
        'credit_memo_item' as source_table,
        memo_items.id,
        memos.invoice_id as invoice_native_id,
        {{ bill_text('memo_items.invoice_item_id') }} as item_id,
        memos.account_id,
        {{ bill_text('memo_items.subscription_id') }} as subscription_version_id,
        memos.reason_code,
        upper({{ bill_text('memos.transaction_currency') }}) as currency_code,
        -coalesce(
            {{ safe_number('memo_items.amount_without_tax') }},
            {{ safe_number('memo_items.amount') }} - case
                when {{ plain_label('memo_items.tax_mode') }} = 'taxinclusive'
                    then coalesce({{ safe_number('memo_items.tax_amount') }}, 0)
                else 0
            end
        ) as amount,
        -coalesce({{ safe_number('memo_items.tax_amount') }}, 0) as tax_amount,
        coalesce(lower(memo_items.processing_type) in ('1', 'discount'), false) as is_discount,
        {{ utc_from_business_date(safe_date('memo_items.service_start_date')) }} as period_start_at,
        {{ utc_from_business_date(date_add_days(safe_date('memo_items.service_end_date'), 1)) }} as period_end_at,
        coalesce(
            {{ safe_timestamp('memos.posted_on') }}, {{ utc_from_business_date(safe_date('memos.memo_date')) }}
        ) as reduced_at,
        {{ safe_timestamp('memo_items.updated_date') }} as changed_at,
        {{ safe_timestamp('memo_items.fivetran_synced') }} as loaded_at,
        case
            when {{ safe_boolean('memo_items.fivetran_deleted') }} or {{ safe_boolean('memos.fivetran_deleted') }}
                then 'deleted'
            when memos.id is not null and coalesce({{ plain_label('memos.status') }}, '') <> 'posted'
                then coalesce({{ plain_label('memos.status') }}, 'not_posted')
            when lower(memo_items.processing_type) in ('3', 'tax') then 'tax'
            when not {{ is_write_off('memos.reason_code') }}
                and not {{ safe_boolean('coalesce(memo_items.revenue_impacting, memos.revenue_impacting)') }}
                then 'not_revenue_impacting'
        end as exclusion_reason,
        case when memos.id is null then 'credit_memo_id: memo "' || memo_items.credit_memo_id || '" was not landed' end
        as parent_issue,
        {{ row_issue([
            ('amount_without_tax', 'memo_items.amount_without_tax', safe_number('memo_items.amount_without_tax')),
            ('amount', 'memo_items.amount', safe_number('memo_items.amount')),
        ]) }} as cell_issue
    from memo_items
    left join memos on memo_items.credit_memo_id = memos.id

),

adjusted as (

    {% for table in ['invoice_item_adjustment', 'invoice_adjustment'] %}
    {% set of_item = table == 'invoice_item_adjustment' %}
    {% set columns = {
        'id': 'text', 'account_id': 'text', 'invoice_id': 'text', 'type': 'text', 'amount': 'number',
        'status': 'text', 'adjustment_date': 'date', 'reason_code': 'text', 'updated_date': 'timestamp',
        '_fivetran_deleted': 'boolean', '_fivetran_synced': 'timestamp'
    } %}
    {% if of_item %}
    {% do columns.update({
        'source_id': 'text', 'source_type': 'text', 'service_start_date': 'date', 'service_end_date': 'date'
    }) %}
    {% endif %}
    select
        '{{ table }}' as source_table, id, invoice_id as invoice_native_id,
        {{ bill_text('source_id') if of_item else 'cast(null as ' ~ type_of('text') ~ ')' }} as item_id, account_id,
        cast(null as {{ type_of('text') }}) as subscription_version_id, reason_code,
        cast(null as {{ type_of('text') }}) as currency_code,
        case when lower(type) = 'charge' then 1 else -1 end * {{ safe_number('amount') }} as amount,
        cast(0 as {{ type_money() }}) as tax_amount, false as is_discount,
        {{ utc_from_business_date(safe_date('service_start_date' if of_item else 'null')) }} as period_start_at,
        {{ utc_from_business_date(date_add_days(safe_date('service_end_date' if of_item else 'null'), 1)) }}
        as period_end_at,
        {{ utc_from_business_date(safe_date('adjustment_date')) }} as reduced_at,
        {{ safe_timestamp('updated_date') }} as changed_at,
        {{ safe_timestamp('fivetran_synced') }} as loaded_at,
        case
            when {{ safe_boolean('fivetran_deleted') }} then 'deleted'
            when {{ plain_label('status') }} <> 'processed' then {{ plain_label('status') }}
            {% if of_item %}
            when lower(source_type) like '%tax%' then 'tax'
            {% endif %}
        end as exclusion_reason,
        cast(null as {{ type_of('text') }}) as parent_issue,
        {{ row_issue([('amount', 'amount', safe_number('amount'))]) }} as cell_issue
    from ({{ raw_rows('zuora', table, columns) }}) as landed
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from credited
union all
select * from adjusted
