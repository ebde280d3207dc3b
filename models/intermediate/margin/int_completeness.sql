-- Grain: one row. Which parts of a margin the vendors in use can supply at all, decided by configuration, so that
-- an empty table of an enabled source still is a zero and an absent source is an unknown. No amounts.

with supplied as (

    select
        {{ entity_is_supplied('revenue_lines') }} as has_revenue,
        {{ entity_is_supplied('ai_calls') }} or {{ entity_is_supplied('provider_cost_lines') }} as has_ai_cost,
        {{ entity_is_supplied('infra_cost_lines') }} as has_infra_cost,
        {{ entity_is_supplied('ai_calls') }} as has_calls,
        {{ entity_is_supplied('subscriptions') }} and {{ entity_is_supplied('subscription_items') }} as has_contracts,
        {{ entity_is_supplied('payment_fees') }} as has_payments

)

select
    has_revenue,
    has_ai_cost,
    has_infra_cost,
    has_calls,
    has_contracts,
    has_payments,
    has_ai_cost or has_infra_cost as has_cost,
    case when has_revenue then 'complete' else 'none' end as revenue_completeness,
    case
        when has_ai_cost and has_infra_cost then 'complete'
        when has_infra_cost then 'no_ai'
        when has_ai_cost then 'no_infrastructure'
        else 'no_ai_no_infrastructure'
    end as cost_completeness
from supplied
