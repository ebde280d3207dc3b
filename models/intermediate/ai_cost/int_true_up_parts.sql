-- Grain: one call group x the true-up of its provider, model and day: its part of what the invoice differs by.
-- part_amount: currency_code, negative where the invoice is lower. Calls that have no price take a surcharge first,
-- because they are what the invoice knows and we do not; otherwise parts follow cost, then tokens. Differences that
-- no call can carry are not here: they are in int_invoiced_without_calls. What falls on calls of nobody known says why.

with calls_priced as (

    select * from {{ ref('int_calls_priced_daily') }}

),

true_ups as (

    select * from {{ ref('int_true_ups_daily') }}
    where spread_by not in ('no_calls', 'not_finished') and difference_amount <> 0

),

weighted as (

    select
        true_ups.true_up_key,
        true_ups.difference_amount,
        true_ups.spread_by,
        true_ups.vendor as invoice_vendor,
        calls_priced.*,
        case true_ups.spread_by
            when 'unpriced_tokens' then case when calls_priced.amount is null then calls_priced.tokens else 0 end
            when 'cost' then {{ split_weight('calls_priced.amount') }}
            else calls_priced.tokens
        end as weight
    from true_ups
    left join calls_priced on {{ carries_true_up('calls_priced', 'true_ups') }}

)

select
    true_up_key,
    call_group_key,
    service_date,
    customer_key,
    feature_key,
    'true_up:by_' || spread_by
    || case when '(unattributed)' in (customer_key, feature_key) then '/' || rule_id else '' end as rule_id,
    provider,
    model,
    cost_function,
    invoice_vendor as vendor,
    currency_code,
    {{ split_money(
        'difference_amount', 'weight', partition_by=['true_up_key'], order_by=['call_group_key']
    ) }} as part_amount
from weighted
