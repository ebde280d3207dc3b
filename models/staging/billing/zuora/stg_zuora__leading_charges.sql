-- Grain: one row per subscription with a recurring charge: of those worth anything that run longest the one worth
-- most. It names the plan of the subscription as it is now; which plan a charge that ended before belonged to, its
-- price says. No amounts go on.

with charges as (

    select * from {{ ref('stg_zuora__sold_charges') }}
    where is_current and charge_type = 'recurring'

),

ranked as (

    select
        charges.*,
        row_number() over (
            partition by subscription_native_id
            order by
                case when mrr > 0 then 0 else 1 end, effective_to desc nulls first, mrr desc nulls last,
                effective_from desc nulls last, charge_number, segment
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
