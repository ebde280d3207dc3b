-- Grain: one row per subscription with a recurring charge: the one worth most, which names its plan. No amounts go on.

with charges as (

    select * from {{ ref('stg_zuora__sold_charges') }}
    where is_current and charge_type = 'recurring'

),

ranked as (

    select
        charges.*,
        row_number() over (
            partition by subscription_native_id
            order by effective_from desc nulls last, mrr desc nulls last, charge_number, segment
        ) as charge_rank
    from charges

)

select
    subscription_native_id,
    charge_number as leading_charge_number,
    plan_native_id,
    plan_name,
    currency_code
from ranked
where charge_rank = 1
