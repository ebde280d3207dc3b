-- Grain: one paid order or card that ended with something left of it. units: money of the base currency that was left,
-- positive. What was left is known where it alone can have paid all that was drawn while it lasted, all invoices of its
-- time are landed and locked, and it is in the base currency; where grants overlap it is not, and nothing is told. What
-- recurs has no end of its own here.

with grants as (

    select * from {{ ref('stg_amberflo__counted_grants') }}
    where unit_cost > 0 and worth > 0 and expires_at = active_until
        and currency_code = '{{ var("amberflo_currency", "USD") }}'

),

drawdowns as (

    select
        grant_native_id,
        cast(sum(units) as {{ type_money() }}) as units,
        max(possible_grants) as possible_grants
    from {{ ref('stg_amberflo__drawdowns') }}
    where grant_native_id is not null
    group by grant_native_id

),

settled as (

    select * from {{ ref('stg_amberflo__settled_times') }}

)

select
    grants.source_table,
    grants.grant_native_id,
    grants.customer_id,
    grants.unit_cost,
    grants.currency_code,
    grants.expires_at,
    grants.loaded_at,
    cast(grants.worth + coalesce(drawdowns.units, 0) as {{ type_money() }}) as units
from grants
left join drawdowns on grants.grant_native_id = drawdowns.grant_native_id
left join settled
    on grants.customer_id = settled.customer_native_id
    and coalesce(grants.product_id, '') = settled.product_key
where coalesce(drawdowns.possible_grants, 1) = 1
    and grants.worth + coalesce(drawdowns.units, 0) > 0
    and settled.first_landed_at <= grants.effective_at
    and settled.locked_until >= grants.expires_at
    and (settled.open_from is null or settled.open_from >= grants.expires_at)
