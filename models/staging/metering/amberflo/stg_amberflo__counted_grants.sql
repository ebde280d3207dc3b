-- Grain: one prepaid order or wallet card that counts, its newest version: what drawdowns are paid from; a look-up. An
-- order may be landed at every pull, and its newest readable state alone says whether it counts. worth and paid: major
-- units of currency_code.

with grants as (

    select * from {{ ref('stg_amberflo__grants') }}
    where row_issue is null or exclusion_reason is not null

),

ranked as (

    select
        grants.*,
        row_number() over (
            partition by source_table, source_record_id
            order by
                loaded_at desc nulls last,
                {{ payload_hash(['paid', 'worth', 'effective_at', 'active_until', 'exclusion_reason']) }} desc
        ) as version_number
    from grants

)

select
    source_table,
    source_record_id as grant_native_id,
    customer_id,
    product_id,
    paid,
    worth,
    unit_cost,
    currency_code,
    effective_at,
    expires_at,
    active_until,
    loaded_at
from ranked
where version_number = 1 and exclusion_reason is null
