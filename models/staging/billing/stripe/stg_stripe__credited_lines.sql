-- Grain: one row per name under which a credit note may point at an invoice line (newest version): its key or its
-- id. Carries what the note's line takes over. Amounts: major units; nothing else is excluded than temporary copies.

with lines as (

    select * from {{ ref('stg_stripe__line_versions') }} where is_newest and not is_temporary

),

reductions as (

    select * from {{ ref('stg_stripe__line_reductions') }}

),

names as (

    select distinct invoice_id, line_key, object_id
    from (
        select invoice_id, line_key, line_key as object_id from lines
        union all
        select invoice_id, line_key, id as object_id from lines
    ) as both_ids
    where object_id is not null

)

select
    names.object_id,
    lines.invoice_id,
    lines.line_key,
    lines.revenue_type,
    lines.subscription_native_id,
    lines.price_native_id,
    lines.product_native_id,
    lines.meter_native_id,
    lines.feature_ref,
    lines.period_start_at,
    lines.period_end_at,
    lines.amount_with_inclusive_tax,
    coalesce(reductions.inclusive_tax_amount, 0) as inclusive_tax_amount
from names
left join lines on names.invoice_id = lines.invoice_id and names.line_key = lines.line_key
left join reductions on names.invoice_id = reductions.invoice_id and names.line_key = reductions.line_key
