-- Grain: one row per raw row of `cost_by_org` and `cost_monthly_attribution`. No amounts: the charges inside a row
-- tell the money (stg_datadog__charges). A row whose charges cannot be read is named by row_issue.
with bill as (
    {{ raw_rows('datadog', 'cost_by_org', {
        'attributes_date': 'timestamp', 'attributes_public_id': 'text', 'attributes_charges': 'json',
        '_loaded_at': 'timestamp'
    }) }}
),

attribution as (
    {{ raw_rows('datadog', 'cost_monthly_attribution', {
        'attributes_month': 'timestamp', 'attributes_public_id': 'text', 'attributes_tags': 'json',
        'attributes_values': 'json', '_loaded_at': 'timestamp'
    }) }}
),

every_row as (
    select
        'cost_by_org' as source_table,
        attributes_public_id as organisation,
        attributes_date as month_text,
        cast(null as {{ type_of('text') }}) as tags,
        attributes_charges as money_text,
        case when trim(attributes_charges) like '[%]' then 1 end as is_readable,
        loaded_at
    from bill
    union all
    select
        'cost_monthly_attribution' as source_table,
        attributes_public_id as organisation,
        attributes_month as month_text,
        attributes_tags as tags,
        attributes_values as money_text,
        case when trim(attributes_values) like {{ "'{%}'" }} then 1 end as is_readable,
        loaded_at
    from attribution
)

select
    source_table,
    organisation,
    {{ safe_date('month_text') }} as charge_month,
    tags,
    {{ safe_timestamp('loaded_at') }} as pulled_at,
    case
        when is_readable = 1 and {{ safe_date('month_text') }} is not null then 'told_by_its_charges'
    end as exclusion_reason,
    coalesce(
        {{ row_issue([
            ('month', 'month_text', safe_date('month_text'), 'a time'),
            ('charges', 'money_text', 'is_readable', 'a list of charges')
        ]) }},
        case when is_readable is null then 'charges: missing' end
    ) as row_issue
from every_row
