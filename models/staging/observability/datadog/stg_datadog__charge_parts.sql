-- Grain: one charge of Datadog x customer that its tags name x UTC day on which its product was used. amount: US
-- dollars; the parts of a charge sum to it: equal by customer, since a tag with several values says no more, and by
-- the usage of the day. A charge without usage by hour is one part without a day. Digits beyond nine decimals are on
-- the first part.
with charges as (
    select * from {{ ref('stg_datadog__charges') }}
),

usage_days as (
    select * from {{ ref('stg_datadog__usage_days') }}
),

by_customer_tag as (
    {{ json_explode('charges', 'tags', ['customer'], ['charge_key'], 'customer', 'place') }}
),

by_tenant_tag as (
    {{ json_explode('charges', 'tags', ['tenant'], ['charge_key'], 'customer', 'place') }}
),

named as (
    select * from by_customer_tag
    union all
    select * from by_tenant_tag where charge_key not in (select charge_key from by_customer_tag)
),

owners as (
    select distinct charge_key, {{ reference_text('customer') }} as customer_ref
    from named
),

-- one charge to many customers and days by intent
spread as (
    select
        charges.charge_key,
        charges.cost,
        owners.customer_ref,
        usage_days.usage_date,
        usage_days.day_weight
    from charges
    left join owners on charges.charge_key = owners.charge_key and owners.customer_ref is not null
    left join usage_days
        on charges.product = usage_days.product and charges.charge_month = usage_days.usage_month
),

divided as (
    select
        spread.*,
        {{ split_money('cost', 'day_weight', ['charge_key'], ['customer_ref', 'usage_date']) }} as amount,
        row_number() over (partition by charge_key order by customer_ref, usage_date) as part_number
    from spread
)

select
    charge_key,
    customer_ref,
    usage_date,
    amount,
    case when part_number = 1 then {{ money_remainder('cost') }} else 0 end as rounding_amount
from divided
