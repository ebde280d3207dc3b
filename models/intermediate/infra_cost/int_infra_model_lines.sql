-- Grain: one line of a bill that is for model calls (target skip_ai). is_counted: the same money is on the ledger
-- already, because calls or a provider's own report of that platform are counted on a day of the charge; what a
-- gateway exports of itself as a bill is counted where calls of a gateway are. A line that is not counted elsewhere
-- stays cost. platform: the cloud or maker that the line is paid to; of what a cloud's marketplace sells the maker that
-- the service is named after. Calls of it go to that maker, or on Azure and Google to the cloud, so that either counts.
-- Left out: credits of a cloud, which no call and no provider's report tells. No amounts.

with model_lines as (

    select
        cost_lines.record_key,
        {{ utc_date('cost_lines.charge_start_at') }} as first_day,
        {{ last_day_of_charge('cost_lines.charge_start_at', 'cost_lines.charge_end_at') }} as last_day,
        case
            when cost_lines.ai_overlap_class = 'gateway_reexport' then '(gateway)'
            when cost_lines.ai_overlap_class = 'model_marketplace'
                then {{ model_platform(
                    'coalesce(cost_lines.service_name, cost_lines.provider)',
                    otherwise=model_platform('cost_lines.provider')
                ) }}
            else {{ model_platform('coalesce(cost_lines.provider, cost_lines.service_name)') }}
        end as platform,
        case when cost_lines.ai_overlap_class = 'model_marketplace' then {{ model_platform('cost_lines.provider') }} end
            as seller
    from {{ ref('int_infra_cost_lines') }} as cost_lines
    left join {{ ref('int_infra_line_rules') }} as line_rules on cost_lines.record_key = line_rules.record_key
    where line_rules.target = 'skip_ai'
        and not coalesce(
            cost_lines.charge_category = 'Credit'
            and cost_lines.ai_overlap_class in ('model_api_cloud', 'model_marketplace'),
            false
        )

),

-- where the calls of a line can have gone
line_platforms as (

    select record_key, first_day, last_day, platform, platform as called_platform from model_lines
    union all
    select record_key, first_day, last_day, platform, seller as called_platform from model_lines
    where seller in ('azure', 'google') and seller <> platform

),

ai_entries as (

    select service_date, provider, vendor
    from {{ ref('int_ai_cost_entries') }}
    where entry_class = 'inference'

),

vendor_layers as (

    select * from {{ ref('stg_pricing__vendor_layers') }}

),

counted_days as (

    select service_date, {{ model_platform('provider') }} as platform from ai_entries
    {{ union_distinct() }}
    select ai_entries.service_date, '(gateway)' as platform
    from ai_entries
    left join vendor_layers on ai_entries.vendor = vendor_layers.vendor
    where vendor_layers.layer = 'gateway'

)

-- one line to many days by intent
select
    line_platforms.record_key,
    line_platforms.platform,
    count(counted_days.service_date) > 0 as is_counted
from line_platforms
left join counted_days
    on line_platforms.called_platform = counted_days.platform
    and line_platforms.called_platform <> '(unknown)'
    and counted_days.service_date between line_platforms.first_day and line_platforms.last_day
group by line_platforms.record_key, line_platforms.platform
