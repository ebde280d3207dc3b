-- Grain: one row per row of CloudZero's costs and per line of a bill sent to it. US dollars, as the two models say.
-- Kept but not counted, besides what they leave out: sent lines of a month that the costs report, which holds them.
{% set judged = ['exclusion_reason', 'row_issue'] %}
{% set columns = canonical_columns('infra_cost_lines') | map(attribute=0) | reject('in', judged) | list %}

with cost_rows as (
    select * from {{ ref('stg_cloudzero__cost_rows') }}
),

drop_lines as (
    select * from {{ ref('stg_cloudzero__drop_lines') }}
),

reported_months as (
    select distinct {{ month_start('charge_start_at') }} as charge_month from cost_rows
    where exclusion_reason is null and row_issue is null
)

select {{ columns | join(', ') }}, exclusion_reason, row_issue
from cost_rows
union all
select
    {% for column in columns %}
    drop_lines.{{ column }},
    {% endfor %}
    case
        when reported_months.charge_month is not null then 'told_by_cost_report' else drop_lines.exclusion_reason
    end as exclusion_reason,
    drop_lines.row_issue
from drop_lines
left join reported_months on {{ month_start('drop_lines.charge_start_at') }} = reported_months.charge_month
