-- Grain: one row per raw row of `price_intervals`: one price on one subscription for a time, and, under source_table
-- price_intervals.transitions that no raw row stands for, one per later change of its fixed quantity. unit_amount:
-- major units per billing_months, as negotiated for this interval, else as listed. Usage prices have no quantity.
-- Discounts of Orb stand on the invoice lines, so none here. Nothing is excluded.

with intervals as (

    {{ raw_rows('orb', 'price_intervals', {
        'id': 'text', 'subscription_id': 'text', 'price': 'json', 'start_date': 'timestamp', 'end_date': 'timestamp',
        'updated_at': 'timestamp',
    }) }}

),

opened as (

    {{ json_columns('intervals', 'price', orb_price_paths()) }}

),

prices as (

    select * from {{ ref('stg_orb__price_list') }}

),

quantities as (

    select * from {{ ref('stg_orb__fixed_quantities') }}

),

-- one interval to all stretches of its quantity
measured as (

    select
        opened.*,
        coalesce(quantities.is_first, true) as is_first,
        quantities.quantity as changed_quantity,
        quantities.stated_quantity,
        quantities.begins_at,
        quantities.changes_at,
        {{ safe_timestamp('opened.start_date') }} as start_at,
        {{ safe_timestamp('opened.end_date') }} as end_at,
        coalesce(opened.stated_price_type, prices.price_type) as price_type,
        coalesce({{ safe_number('opened.stated_unit_amount', 'rate') }}, prices.unit_amount) as unit_amount,
        coalesce({{ orb_months('opened.stated_cadence') }}, prices.billing_months) as billing_months,
        coalesce(upper(opened.stated_price_currency), prices.currency_code) as currency_code,
        {{ safe_timestamp('opened.updated_at') }} as loaded_at
    from opened
    left join prices on opened.price_native_id = prices.price_native_id
    left join quantities on opened.id = quantities.price_interval_id

),

mapped as (

    select
        'orb' as vendor,
        case when is_first then 'price_intervals' else 'price_intervals.transitions' end as source_table,
        '' as source_account,
        id || case when is_first then '' else '|' || cast(begins_at as {{ type_of('text') }}) end as source_record_id,
        subscription_id as subscription_native_id,
        price_native_id,
        case
            when price_type = 'usage_price' then null
            else coalesce(changed_quantity, {{ safe_number('fixed_quantity', 'quantity') }}, 1)
        end as quantity,
        unit_amount,
        billing_months,
        null as discount_ratio,
        null as discount_amount,
        null as commitment_amount,
        currency_code,
        case when is_first then start_at else begins_at end as valid_from,
        least(coalesce(changes_at, end_at), coalesce(end_at, changes_at)) as valid_to,
        loaded_at as source_updated_at,
        loaded_at,
        null as exclusion_reason,
        {{ row_issue([
            ('quantity', 'stated_quantity', 'changed_quantity'),
            ('start_date', 'start_date', 'start_at', 'a time'),
            ('end_date', 'end_date', 'end_at', 'a time'),
        ]) }} as row_issue
    from measured

)

select
    {{ contract_columns('subscription_items') }}
from mapped
