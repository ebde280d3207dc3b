-- Fails where the parts that are computed on their own (all but mix) overshoot what a month can explain by more
-- than the whole turnover of both months: a bridge with such parts explains nothing.

select period_month, margin_change, bridge_mix, revenue, cost
from {{ ref('rpt_margin_trend') }}
where abs(bridge_mix) > 2 * (revenue + cost)
    or margin_change <> bridge_price + bridge_discount_credit + bridge_volume + bridge_mix + bridge_unit_cost
        + bridge_allocation_idle + bridge_fx + bridge_one_time
