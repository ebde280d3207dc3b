-- Grain: one calendar month in which a source of infrastructure cost reports money (has_cloud_bill), so that lines
-- which only split clusters are shares of that money. No amounts.

with vendor_layers as (

    select * from {{ ref('stg_pricing__vendor_layers') }}

),

cost_lines as (

    select * from {{ ref('int_infra_cost_lines') }} where is_additive

)

select distinct
    {{ month_start(utc_date('cost_lines.charge_start_at')) }} as charge_month,
    true as has_cloud_bill
from cost_lines
left join vendor_layers on cost_lines.vendor = vendor_layers.vendor
where vendor_layers.layer = 'infrastructure'
