{{ config(severity='warn') }}
-- Names the lines that a bill files under AI without saying what they are for, in months with calls of the same cloud
-- or maker: where they are model calls the cost is there twice, and a rule of seeds/business/cost_pool_rules.csv (by
-- service_name, target skip_ai) leaves them to the calls.

with kept as (

    select
        lines_assigned.vendor,
        lines_assigned.provider,
        cost_lines.service_name,
        lines_assigned.currency_code,
        {{ model_platform('lines_assigned.provider') }} as platform,
        {{ month_start('lines_assigned.first_day') }} as period_month,
        sum(lines_assigned.amount) as amount
    from {{ ref('int_infra_lines_assigned') }} as lines_assigned
    left join {{ ref('int_infra_cost_lines') }} as cost_lines on lines_assigned.record_key = cost_lines.record_key
    where lines_assigned.ai_overlap_class = 'unknown_ai' and lines_assigned.decision in ('customer', 'pool', 'owner')
    group by
        lines_assigned.vendor, lines_assigned.provider, cost_lines.service_name, lines_assigned.currency_code,
        {{ month_start('lines_assigned.first_day') }}

),

called_months as (

    select distinct
        {{ model_platform('provider') }} as platform,
        {{ month_start('service_date') }} as period_month
    from {{ ref('int_ai_cost_entries') }}
    where entry_class = 'inference'

)

select
    kept.vendor || ', ' || coalesce(kept.service_name, kept.provider) || ', '
    || cast(kept.period_month as {{ type_of('text') }}) || ': ' || cast(kept.amount as {{ type_of('text') }}) || ' '
    || kept.currency_code || ' may be for model calls that are counted call by call' as message
from kept
left join called_months on kept.platform = called_months.platform and kept.period_month = called_months.period_month
where called_months.period_month is not null and kept.amount <> 0
