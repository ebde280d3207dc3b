-- Grain: the prepaid credit that one invoice drew for one feature x one grant that may have paid it (active in the
-- period, same customer and product); one row without a grant where there is none. units: money of the base currency
-- that was drawn, negative, the same on every row of a drawdown; paid and worth: of the grant, money. possible_grants:
-- how many.

with lines as (

    select * from {{ ref('stg_amberflo__invoice_lines') }}
    where prepaid <> 0

),

grants as (

    select * from {{ ref('stg_amberflo__counted_grants') }}

),

drawn as (

    select
        invoice_uri,
        customer_native_id,
        product_id,
        read_at,
        feature_ref,
        invoice_uri || coalesce('|' || feature_ref, '') as drawdown_id,
        min(service_start_at) as period_start_at,
        max(service_end_at) as period_end_at,
        cast(sum(prepaid_part) as {{ type_money() }}) as units,
        max(row_issue) as row_issue
    from lines
    group by invoice_uri, customer_native_id, product_id, read_at, feature_ref

)

-- one drawdown to all grants that were active in its period
select
    drawn.*,
    grants.grant_native_id,
    grants.paid,
    grants.worth,
    count(grants.grant_native_id) over (partition by drawn.drawdown_id) as possible_grants
from drawn
left join grants
    on drawn.customer_native_id = grants.customer_id
    and (grants.product_id is null or drawn.product_id is null or grants.product_id = drawn.product_id)
    and grants.effective_at < drawn.period_end_at
    and (grants.active_until is null or grants.active_until > drawn.period_start_at)
