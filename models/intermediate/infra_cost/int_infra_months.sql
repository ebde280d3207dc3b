-- Grain: one calendar month with what is known of it besides the lines of its bills. No amounts. has_model_calls:
-- model calls are known from gateway, traces or the provider's own report. has_cloud_bill: a source of
-- infrastructure cost reports money, so that lines which only split clusters are shares of that money.

with ai_months as (

    select distinct {{ month_start('service_date') }} as charge_month from {{ ref('int_ai_cost_entries') }}

),

vendor_layers as (

    select * from {{ ref('stg_pricing__vendor_layers') }}

),

billed_months as (

    select distinct {{ month_start(utc_date('cost_lines.charge_start_at')) }} as charge_month
    from {{ ref('int_infra_cost_lines') }} as cost_lines
    left join vendor_layers on cost_lines.vendor = vendor_layers.vendor
    where cost_lines.is_additive and vendor_layers.layer = 'infrastructure'

)

select
    coalesce(ai_months.charge_month, billed_months.charge_month) as charge_month,
    ai_months.charge_month is not null as has_model_calls,
    billed_months.charge_month is not null as has_cloud_bill
from ai_months
full outer join billed_months on ai_months.charge_month = billed_months.charge_month
