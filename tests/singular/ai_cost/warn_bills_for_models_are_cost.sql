{{ config(severity='warn') }}
-- Names the model cost of bills that stays on the ledger because no call and no report of that platform is counted on
-- the day, in months that have calls of others: where those calls ran on that platform under another provider's name,
-- their provider should be corrected at the source, or the cost is there twice.

with kept as (

    select
        lines_assigned.vendor,
        lines_assigned.provider,
        lines_assigned.currency_code,
        {{ month_start('lines_assigned.first_day') }} as period_month,
        sum(lines_assigned.amount) as amount
    from {{ ref('int_infra_lines_assigned') }} as lines_assigned
    left join {{ ref('int_infra_model_lines') }} as model_lines on lines_assigned.record_key = model_lines.record_key
    where not model_lines.is_counted and lines_assigned.decision in ('customer', 'pool', 'owner')
    group by
        lines_assigned.vendor, lines_assigned.provider, lines_assigned.currency_code,
        {{ month_start('lines_assigned.first_day') }}

),

called_months as (

    select distinct {{ month_start('service_date') }} as period_month
    from {{ ref('int_ai_cost_entries') }}
    where amount_basis <> 'invoiced'

)

select
    kept.vendor || ', ' || kept.provider || ', ' || cast(kept.period_month as {{ type_of('text') }}) || ': '
    || cast(kept.amount as {{ type_of('text') }}) || ' ' || kept.currency_code
    || ' of model cost counts by the bill: no call names this platform' as message
from kept
left join called_months on kept.period_month = called_months.period_month
where called_months.period_month is not null and kept.amount <> 0
