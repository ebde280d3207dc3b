-- Grain: one recurring fee of the plan on one assignment of it to a customer. unit_amount: major units of the base
-- currency per billing_months. Usage has no items: its prices belong to the plan. Fees that are charged once are not
-- here. No raw row stands for these rows.

with contracts as (

    select * from {{ ref('stg_amberflo__contracts') }}

),

plan_fees as (

    select * from {{ ref('stg_amberflo__plan_fees') }}
    where not is_one_time

),

mapped as (

    -- one assignment to all fees of its plan
    select
        'amberflo' as vendor,
        'customer_product_plans.fees' as source_table,
        '' as source_account,
        contracts.subscription_native_id || '|' || plan_fees.fee_id as source_record_id,
        contracts.subscription_native_id,
        plan_fees.price_native_id,
        1 as quantity,
        plan_fees.cost as unit_amount,
        plan_fees.billing_months,
        null as discount_ratio,
        null as discount_amount,
        null as commitment_amount,
        '{{ var("amberflo_currency", "USD") }}' as currency_code,
        contracts.started_at as valid_from,
        contracts.ended_at as valid_to,
        contracts.loaded_at as source_updated_at,
        contracts.loaded_at,
        null as exclusion_reason,
        {{ row_issue([('cost', 'plan_fees.stated_cost', 'plan_fees.cost')]) }} as row_issue
    from plan_fees
    left join contracts on plan_fees.plan_id = contracts.plan_id
    where contracts.subscription_native_id is not null

)

select
    {{ contract_columns('subscription_items') }}
from mapped
