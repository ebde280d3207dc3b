-- Fails where a customer month breaks an identity: margin = revenue - cost, cost = its three parts, revenue = its
-- four parts, the four cost shares sum to 1.

select customer_key, period_month
from {{ ref('fct_customer_margin_monthly') }}
where gross_margin <> revenue - cost
    or cost <> ai_cost + infra_cost + other_cost
    or revenue <> revenue_subscription + revenue_usage + revenue_prepaid + revenue_other
    or (cost <> 0 and measured_cost_ratio + estimated_cost_ratio + allocated_cost_ratio + unattributed_cost_ratio <> 1)
    or (cost <> 0 and abs(
        cast(measured_cost_ratio as {{ type_decimal(12, 6) }}) * cast(cost as {{ type_decimal(18, 6) }})
        + cast(allocated_cost_ratio as {{ type_decimal(12, 6) }}) * cast(cost as {{ type_decimal(18, 6) }})
        + cast(estimated_cost_ratio as {{ type_decimal(12, 6) }}) * cast(cost as {{ type_decimal(18, 6) }})
        + cast(unattributed_cost_ratio as {{ type_decimal(12, 6) }}) * cast(cost as {{ type_decimal(18, 6) }})
        - cost
    ) > {{ decimal_literal('0.000001') }})
