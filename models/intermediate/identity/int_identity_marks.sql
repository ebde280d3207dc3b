-- Grain: one unit of nodes in a cluster that holds what must stay apart: paying contracts of different domains or tax
-- ids, or records that a person keeps apart. mark: the company it belongs to (its domain and tax id; an own one where
-- a person keeps it apart), null where it has none of its own and takes that of its best evidence. No amounts.

with units as (

    select
        unit,
        min(cluster_label) as cluster_label,
        min(mail_domain) as mail_domain,
        min(tax_id) as tax_id,
        {{ any_true('is_kept_apart') }} as is_kept_apart
    from {{ ref('int_identity_units') }}
    group by unit

),

conflicts as (

    select cluster_label
    from units
    group by cluster_label
    having count(distinct mail_domain) > 1 or count(distinct tax_id) > 1 or {{ any_true('is_kept_apart') }}

),

-- a record that states one of the two is of the company that states both, where that is only one
companies as (

    select
        units.*,
        coalesce(mail_domain, max(mail_domain) over (partition by units.cluster_label, tax_id)) as company_domain,
        coalesce(tax_id, max(tax_id) over (partition by units.cluster_label, mail_domain)) as company_tax_id,
        min(mail_domain) over (partition by units.cluster_label, tax_id)
        = max(mail_domain) over (partition by units.cluster_label, tax_id) as has_one_domain,
        min(tax_id) over (partition by units.cluster_label, mail_domain)
        = max(tax_id) over (partition by units.cluster_label, mail_domain) as has_one_tax_id
    from units
    left join conflicts on units.cluster_label = conflicts.cluster_label
    where conflicts.cluster_label is not null

),

marked as (

    select
        companies.*,
        coalesce(case when mail_domain is not null or tax_id is not null and has_one_domain then company_domain end, '')
        || '/'
        || coalesce(
            case when tax_id is not null or mail_domain is not null and has_one_tax_id then company_tax_id end, ''
        ) as company
    from companies

),

kept_companies as (

    select distinct cluster_label, company from marked where is_kept_apart

)

select
    marked.unit,
    marked.cluster_label,
    case
        when marked.is_kept_apart then 'apart ' || marked.unit
        when marked.company <> '/' and kept_companies.company is null then marked.company
    end as mark
from marked
left join kept_companies
    on marked.cluster_label = kept_companies.cluster_label and marked.company = kept_companies.company
