-- Grain: one fixed fee of the newest version of one plan; a look-up. cost: major units of the base currency per billing
-- period. billing_months is null for periods that are no whole months.

with plans as (

    {{ newest_rows(
        'amberflo', 'product_plans', ['id'],
        {'id': 'text', 'productPlanName': 'text', 'billingPeriod': 'json', 'feeMap': 'json', '_loaded_at': 'timestamp'},
        'loaded_at'
    ) }}

),

fees as (

    {{ json_entries(
        'plans', 'fee_map', [], ['id', 'product_plan_name', 'billing_period', 'loaded_at'], 'fee_id', 'fee'
    ) }}

)

select
    id as plan_id,
    fee_id,
    id || '|' || fee_id as price_native_id,
    product_plan_name,
    {{ json_text('fee', ['name']) }} as fee_name,
    {{ json_text('fee', ['cost']) }} as stated_cost,
    {{ safe_number(json_text('fee', ['cost']), 'rate') }} as cost,
    coalesce({{ safe_boolean(json_text('fee', ['isOneTimeFee'])) }}, false) as is_one_time,
    cast(
        {{ safe_number(json_text('billing_period', ['intervalsCount']), 'count') }}
        * case lower({{ json_text('billing_period', ['interval']) }}) when 'month' then 1 when 'year' then 12 end
        as {{ type_count() }}
    ) as billing_months,
    {{ safe_timestamp('loaded_at') }} as loaded_at
from fees
