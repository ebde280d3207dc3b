-- Grain: UTC day x provider x purpose x model x rule x source x currency: what a provider invoiced and no call of ours
-- can carry: tools and storage, accounts that serve none of our calls, days and models whose calls nobody saw, and
-- the provider's credits. amount: currency_code. Research accounts are internal use, the rest is unattributed.

with true_ups as (

    select * from {{ ref('int_true_ups_daily') }} where spread_by = 'no_calls'

),

invoices as (

    select * from {{ ref('int_provider_invoices_daily') }} where line_kind <> 'calls'

),

invoiced as (

    select
        service_date, provider, purpose, model, vendor, currency_code, 'inference' as entry_class,
        'invoice:calls_nobody_saw' as rule_id, difference_amount as amount
    from true_ups
    union all
    select
        service_date, provider, purpose, model, vendor, currency_code,
        case when line_kind = 'credit' then 'cloud_credit' else 'inference' end as entry_class,
        'invoice:' || line_kind as rule_id, invoiced_amount as amount
    from invoices

),

owned as (

    select
        invoiced.*,
        'production' as environment,
        case when purpose = 'production' then '(unattributed)' else '(internal)' end as customer_key,
        case when purpose = 'production' then '(unattributed)' else '(internal)' end as feature_key
    from invoiced

),

{{ with_cost_function('owned') }}

select
    service_date, provider, purpose,
    case when model = '(all)' then '(none)' else model end as model,
    rule_id, vendor, currency_code, customer_key, feature_key, entry_class, cost_function, amount
from with_function
