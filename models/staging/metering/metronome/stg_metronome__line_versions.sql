-- Grain: one row per raw row of `line_item` and of `draft_line_item`, read and placed on its invoice. Amounts as
-- stated, in the unit of the line: `factor` scales them. A line without a time of its own takes the invoice's period.
-- Lines of drafts keep an id of their own, so that the snapshot of an open invoice never contests the line it became.

with final_lines as (

    {{ metronome_rows('line_item', {
        'id': 'text', 'invoice_id': 'text', 'credit_type_id': 'text', 'quantity': 'number', 'unit_price': 'number',
        'total': 'number', 'commit_id': 'text', 'product_id': 'text', 'group_key': 'text', 'group_value': 'text',
        'pricing_group_values': 'json', 'subscription_id': 'text', 'starting_at': 'timestamp',
        'ending_before': 'timestamp', 'updated_at': 'timestamp',
    }) }}

),

draft_lines as (

    {{ metronome_rows('draft_line_item', {
        'id': 'text', 'invoice_id': 'text', 'credit_type_id': 'text', 'quantity': 'number', 'unit_price': 'number',
        'total': 'number', 'commit_id': 'text', 'product_id': 'text', 'group_key': 'text', 'group_value': 'text',
        'pricing_group_values': 'json', 'subscription_id': 'text', 'starting_at': 'timestamp',
        'ending_before': 'timestamp',
    }, clock='snapshot_time') }}

),

invoices as (

    select * from {{ ref('stg_metronome__invoices') }}

),

units as (

    select * from {{ ref('stg_metronome__units') }}

),

-- two tables may type one column in two ways
{% set columns = [
    'id', 'invoice_id', 'credit_type_id', 'quantity', 'unit_price', 'total', 'commit_id', 'product_id', 'group_key',
    'group_value', 'pricing_group_values', 'subscription_id', 'starting_at', 'ending_before',
] %}
united as (

    {% for relation, table, suffix in [
        ('final_lines', 'line_item', ''), ('draft_lines', 'draft_line_item', '|draft')
    ] %}
    select
        {% for column in columns %}
        cast({{ column }} as {{ type_of('text') }}) as {{ column }},
        {% endfor %}
        loaded_at, source_account, left_out,
        '{{ table }}' as source_table,
        id || '{{ suffix }}' as source_record_id
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    united.source_table,
    united.source_account,
    united.source_record_id,
    united.left_out,
    united.loaded_at,
    united.invoice_id as invoice_native_id,
    invoices.invoice_native_id is null as is_orphan,
    coalesce(united.credit_type_id, invoices.unit_id) as unit_id,
    units.unit_id is null as is_unknown_unit,
    units.currency_code,
    units.factor,
    united.quantity as stated_quantity,
    {{ safe_number('united.quantity', 'quantity') }} as billed_quantity,
    united.unit_price as stated_price,
    united.total as stated_total,
    {{ scaled_money('united.total', 'units.factor') }} as total_amount,
    united.commit_id,
    united.product_id,
    united.subscription_id as fee_native_id,
    coalesce(
        {{ json_text('united.pricing_group_values', ['feature']) }},
        case when lower(united.group_key) = 'feature' then united.group_value end
    ) as group_feature,
    united.starting_at as stated_start,
    united.ending_before as stated_end,
    coalesce(
        {{ safe_timestamp('united.starting_at') }}, invoices.period_start_at, invoices.invoiced_at
    ) as service_start_at,
    coalesce({{ safe_timestamp('united.ending_before') }}, invoices.period_end_at) as service_end_at
from united
left join invoices on united.invoice_id = invoices.invoice_native_id
left join units on coalesce(united.credit_type_id, invoices.unit_id) = units.unit_id
