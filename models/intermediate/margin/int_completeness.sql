-- Grain: one calendar month (covered_month). Which parts of a margin are known in it: by configuration (a vendor in use
-- can supply the part) and by data (the month lies between the first and the last month in which the layer has any, so
-- that a bill which begins in January says nothing of December). A month without rows between them is a zero.
-- Infrastructure is spoken for by its own tools where one is in use, else by whoever reports it. No amounts.

{% set enabled = "'" ~ var('vendors_enabled') | join("', '") ~ "'" %}

with months as (

    select distinct month_start as covered_month from {{ ref('int_calendar') }}

),

infra_tools as (

    select vendor from {{ ref('stg_pricing__vendor_layers') }}
    where layer = 'infrastructure' and vendor in ({{ enabled }})

),

tool_counts as (

    select count(*) as tools from infra_tools

),

infra_lines as (

    select
        lines_assigned.first_day,
        lines_assigned.last_day,
        infra_tools.vendor is not null as is_of_tool,
        tool_counts.tools
    from {{ ref('int_infra_lines_assigned') }} as lines_assigned
    cross join tool_counts
    left join infra_tools on lines_assigned.vendor = infra_tools.vendor

),

days_known as (

    select 'revenue' as part, service_date as first_day, service_date as last_day from {{ ref('int_revenue_entries') }}
    union all
    select 'revenue' as part, period_month as first_day, period_month as last_day
    from {{ ref('int_revenue_billed_monthly') }}
    where billed_revenue <> 0
    union all
    select 'ai_cost' as part, service_date as first_day, service_date as last_day from {{ ref('int_ai_cost_entries') }}
    union all
    {% for part in ['ai_cost', 'calls'] %}
    select '{{ part }}' as part, service_date as first_day, service_date as last_day
    from {{ ref('int_usage_daily_resolved') }}
    union all
    {% endfor %}
    select 'infra_cost' as part, first_day, last_day
    from infra_lines
    where is_of_tool or tools = 0
    union all
    select
        'payments' as part,
        {{ business_date('occurred_at') }} as first_day,
        {{ business_date('occurred_at') }} as last_day
    from {{ ref('int_payment_fees') }}

),

spans as (

    {% for part in ['revenue', 'ai_cost', 'calls', 'infra_cost', 'payments'] %}
    select
        '{{ part }}' as part,
        {{ month_start('min(first_day)') }} as first_month,
        {{ month_start('max(last_day)') }} as last_month
    from days_known
    where part = '{{ part }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

covered as (

    select
        months.covered_month,
        {% for part in ['revenue', 'ai_cost', 'calls', 'infra_cost', 'payments'] %}
        max(case when spans.part = '{{ part }}' and months.covered_month between spans.first_month and spans.last_month
            then 1 else 0 end) = 1 as {{ part }}_covered{{ ',' if not loop.last }}
        {% endfor %}
    from months
    cross join spans
    group by months.covered_month

),

known as (

    select
        covered_month,
        {{ entity_is_supplied('revenue_lines') }} and revenue_covered as has_revenue,
        ({{ entity_is_supplied('ai_calls') }} or {{ entity_is_supplied('provider_cost_lines') }}) and ai_cost_covered
            as has_ai_cost,
        {{ entity_is_supplied('infra_cost_lines') }} and infra_cost_covered as has_infra_cost,
        {{ entity_is_supplied('ai_calls') }} and calls_covered as has_calls,
        {{ entity_is_supplied('subscriptions') }} and {{ entity_is_supplied('subscription_items') }} as has_contracts,
        {{ entity_is_supplied('payment_fees') }} and payments_covered as has_payments
    from covered

)

select
    covered_month,
    has_revenue,
    has_ai_cost,
    has_infra_cost,
    has_calls,
    has_contracts,
    has_payments,
    has_ai_cost or has_infra_cost as has_cost,
    case when has_revenue then 'complete' else 'none' end as revenue_completeness,
    case
        when has_ai_cost and has_infra_cost then 'complete'
        when has_infra_cost then 'no_ai'
        when has_ai_cost then 'no_infrastructure'
        else 'no_ai_no_infrastructure'
    end as cost_completeness
from known
