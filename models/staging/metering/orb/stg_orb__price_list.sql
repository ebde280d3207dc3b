-- Grain: one row per price, its newest version; a look-up for lines, intervals and ledger entries. unit_amount: major
-- units of the price's currency (or pricing unit) per unit_size.

with prices as (

    {{ newest_rows(
        'orb', 'prices', ['id'],
        {
            'id': 'text', 'price_type': 'text', 'cadence': 'text', 'currency': 'text', 'billable_metric': 'json',
            'item': 'json', 'metadata': 'json', 'unit_config': 'json', 'package_config': 'json',
            'updated_at': 'timestamp',
        },
        'updated_at'
    ) }}

)

select
    id as price_native_id,
    price_type,
    upper(currency) as currency_code,
    {{ json_text('item', ['id']) }} as product_native_id,
    {{ json_text('item', ['name']) }} as product_name,
    {{ json_text('billable_metric', ['id']) }} as meter_native_id,
    {{ json_text('metadata', ['revenue_type']) }} as declared_revenue_type,
    coalesce(
        {{ json_text('metadata', ['feature']) }},
        case when price_type = 'usage_price' then {{ json_text('item', ['name']) }} end
    ) as feature_ref,
    {{ safe_number(
        'coalesce(' ~ json_text('unit_config', ['unit_amount'])
        ~ ', ' ~ json_text('package_config', ['package_amount']) ~ ')',
        'rate'
    ) }} as unit_amount,
    {{ safe_number(json_text('package_config', ['package_size']), 'quantity') }} as unit_size,
    case cadence
        when 'monthly' then 1 when 'quarterly' then 3 when 'semi_annual' then 6 when 'annual' then 12
    end as billing_months,
    cadence
from prices
