-- Grain: one row per raw row of `price_intervals`: one price on one subscription for a time. unit_amount: major units
-- per billing_months, as negotiated for this interval, else as listed. Usage prices have no quantity. Discounts of
-- Orb stand on the invoice lines, so none here. Nothing is excluded.

with intervals as (

    {{ raw_rows('orb', 'price_intervals', {
        'id': 'text', 'subscription_id': 'text', 'price': 'json', 'start_date': 'timestamp', 'end_date': 'timestamp',
        'quantity': 'number', 'updated_at': 'timestamp',
    }) }}

),

prices as (

    select * from {{ ref('stg_orb__price_list') }}

),

opened as (

    select
        intervals.*,
        {{ json_text('price', ['id']) }} as price_native_id,
        {{ safe_number(json_text('price', ['unit_config', 'unit_amount']), 'rate') }} as negotiated_amount,
        upper({{ json_text('price', ['currency']) }}) as negotiated_currency,
        {{ json_text('price', ['fixed_price_quantity']) }} as fixed_quantity
    from intervals

),

mapped as (

    select
        'orb' as vendor,
        'price_intervals' as source_table,
        '' as source_account,
        opened.id as source_record_id,
        opened.subscription_id as subscription_native_id,
        opened.price_native_id,
        case
            when prices.price_type = 'usage_price' then null
            else coalesce(
                {{ safe_number('opened.quantity', 'quantity') }},
                {{ safe_number('opened.fixed_quantity', 'quantity') }},
                1
            )
        end as quantity,
        coalesce(opened.negotiated_amount, prices.unit_amount) as unit_amount,
        prices.billing_months,
        null as discount_ratio,
        null as discount_amount,
        null as commitment_amount,
        coalesce(opened.negotiated_currency, prices.currency_code) as currency_code,
        {{ safe_timestamp('opened.start_date') }} as valid_from,
        {{ safe_timestamp('opened.end_date') }} as valid_to,
        {{ safe_timestamp('opened.updated_at') }} as source_updated_at,
        {{ safe_timestamp('opened.updated_at') }} as loaded_at,
        null as exclusion_reason,
        {{ row_issue([
            ('quantity', 'opened.quantity', safe_number('opened.quantity', 'quantity')),
            ('start_date', 'opened.start_date', safe_timestamp('opened.start_date'), 'a time'),
            ('end_date', 'opened.end_date', safe_timestamp('opened.end_date'), 'a time'),
        ]) }} as row_issue
    from opened
    left join prices on opened.price_native_id = prices.price_native_id

)

select
    {{ contract_columns('subscription_items') }}
from mapped
