-- Grain: one subscription contract as one biller knows it. list_mrr and net_mrr: contract currency per month before
-- and after discounts; discount_ratio = 1 - net / list. Dates half-open; renewal_date = end of the current term.

with contracts as (

    select * from {{ ref('int_contracts') }}

)

select
    subscription_key,
    vendor,
    subscription_native_id,
    customer_key,
    payer_customer_key,
    tier_key,
    plan_name,
    status,
    currency_code,
    list_mrr,
    net_mrr,
    {{ ratio('list_mrr - net_mrr', 'list_mrr') }} as discount_ratio,
    start_date,
    end_date,
    renewal_date
from contracts
