-- Grain: UTC day x provider x model x source. Calls with tokens whose cost no source reported and no price list
-- knows: they have no amount, which is not the same as costing nothing. The provider's invoice settles them.

with calls_priced as (

    select * from {{ ref('int_calls_priced_daily') }}

)

select
    service_date,
    provider,
    model,
    vendor,
    cast(sum(calls) as {{ type_count() }}) as calls,
    cast(sum(tokens) as {{ type_count() }}) as tokens
from calls_priced
where amount is null
group by service_date, provider, model, vendor
